"""Under which names are style sheets and scripts served, and what is left out of them?"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

from config.browser_sentences import sentence_scripts

# Our imports end without a semicolon and stand on a line of their own. Django's patterns ask for one.
IMPORTS = (
    (r"""(?m)^(?P<matched>import "(?P<url>\.[^"]+)")$""", 'import "%(url)s"'),
    (r"""(?m)^(?P<matched>(?P<before>.*\bfrom )"(?P<url>\.[^"]+)")$""", '%(before)s"%(url)s"'),
)
OURS = ("js/", "css/")
COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?:(?!\*/)[\s\S])*\*/[ \t]*)\n", re.MULTILINE)


class Storage(CompressedManifestStaticFilesStorage):
    """Each file under a name with its hash, so that browsers may keep it for ever.

    Our ES modules import each other by path; those paths get the hash too, else a browser would mix
    modules of two versions after an update. Packages' scripts are left as they are: htmx's hold
    imports in comments, of files that do not exist.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = ("js/*.js", IMPORTS)
    max_post_process_passes = (
        20  # a hash holds the hashes of what is imported: a pass for each step of the chain
    )

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            paths = paths | {name: (self, name) for name in self.write_sentence_scripts()}
            for name in paths:
                if name.startswith(OURS) and name.endswith((".js", ".css")):
                    leave_comments_out(Path(self.path(name)))
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def write_sentence_scripts(self) -> Iterator[str]:
        """What the scripts say in other languages: the only scripts that are no file of ours."""
        for name, source in sentence_scripts():
            path = Path(self.path(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source, encoding="utf-8")
            yield name


def leave_comments_out(path: Path) -> None:
    """A quarter of our scripts, compressed, are comments: for programmers, not for the first visit."""
    path.write_text(without_comments(path.read_text(encoding="utf-8")), encoding="utf-8")


def without_comments(source: str) -> str:
    r"""The source without the comments that have lines of their own.

    >>> without_comments("// Why\n  /** @param {string} a */\nconst a = 'b' // stays\n/* c\n d */ e()\n")
    "const a = 'b' // stays\n/* c\n d */ e()\n"
    """
    return COMMENT.sub("", source)
