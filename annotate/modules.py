"""Which ES modules does a script of ours need, at once and later? Names are those of static files: "js/desk.js"."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from posixpath import dirname, join, normpath

#: Served as one file each, with all they import: docs/decisions/0007-joined-files.md says why and how.
JOINED = ("js/every-page.js", "js/elements/work-bench.js")

IMPORT = re.compile(r'^(?:import|.*\bfrom) "(\.[^"]+)"$', re.MULTILINE)
LATER = re.compile(r'\bimport\("(\.[^"]+)"\)')
COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?:(?!\*/)[\s\S])*\*/[ \t]*)\n", re.MULTILINE)

Read = Callable[[str], str]


def needed_by(script: str, read: Read) -> list[str]:
    """The script and all it imports, each once and after what it imports itself: as a browser runs them."""
    found: dict[str, None] = {}
    begun = set()

    def visit(module: str) -> None:
        begun.add(module)
        for imported in imports_of(module, read):
            if imported not in begun:
                visit(imported)
        found[module] = None

    visit(script)
    return list(found)


def kept_apart(scripts: Collection[str], read: Read) -> set[str]:
    """What joined scripts share with each other or load later: files of their own, so that there is one of each."""
    times = Counter(module for script in scripts for module in needed_by(script, read))
    later = {
        needed
        for module in times
        for loaded in loaded_later_by(module, read)
        for needed in needed_by(loaded, read)
    }
    return {module for module, count in times.items() if count > 1 or module in later}


def imports_of(module: str, read: Read) -> Iterator[str]:
    return (resolved(path, module) for path in IMPORT.findall(read(module)))


def loaded_later_by(module: str, read: Read) -> Iterator[str]:
    """By `import("./that.js")`, when it is first asked for."""
    return (resolved(path, module) for path in LATER.findall(without_comments(read(module))))


def resolved(path: str, module: str) -> str:
    """Which file a module means by a path.

    >>> resolved("../desk.js", "js/elements/work-bench.js")
    'js/desk.js'
    """
    return normpath(join(dirname(module), path))


def without_comments(source: str) -> str:
    r"""The source without the comments that have lines of their own.

    >>> without_comments("// Why\n  /** @param {string} a */\nconst a = 'b' // stays\n/* c\n d */ e()\n")
    "const a = 'b' // stays\n/* c\n d */ e()\n"
    """
    return COMMENT.sub("", source)
