"""How do a script and all it imports become one file?

Each module keeps a scope of its own: it becomes a function, called at once, that returns what the module exports.
Nothing is renamed, so the joined file reads like its parts. That is right only for modules written as ours are; what is
written otherwise is refused, never guessed.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from posixpath import dirname, relpath

from annotate.modules import LATER, Read, needed_by, resolved, without_comments

NAMES = r"\{(?P<names>\s*\w+(?:,\s*\w+)*,?\s*)\}"
PATH = r'"(?P<path>\.[^"]+)"$\n?'
IMPORT_ALONE = re.compile(rf"^import {PATH}", re.MULTILINE)
IMPORT = re.compile(rf"^import {NAMES} from {PATH}", re.MULTILINE)
HANDED_ON = re.compile(rf"^export {NAMES} from {PATH}", re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:class|const|function\*?) (?P<name>\w+)\b)", re.MULTILINE)
NOT_JOINED = re.compile(r"^(?:import|export)\b.*|\bimport\.meta\b.*", re.MULTILINE)
SHEET = re.compile(r'^@import "(?P<name>[\w-]+\.css)";\n', re.MULTILINE)


class CannotJoin(ValueError):
    """A script or style sheet is not written in the way that can be joined; says which and how to write it."""


def join_modules(entry: str, apart: Collection[str], read: Read) -> str:
    """The module with all it imports inside, but for those `apart`: these it goes on to import.

    >>> sources = {"js/a.js": 'import { b } from "./b.js"\\nb()\\n', "js/b.js": "export const b = () => 1\\n"}
    >>> print(join_modules("js/a.js", [], sources.get))
    const $b = (() => {
    const b = () => 1
    return { b };
    })();
    const $a = (() => {
    const { b } = $b;
    b()
    })();
    <BLANKLINE>
    """
    joined = Joined(entry, read)
    for module in needed_by(entry, read):
        if module in apart:
            joined.keep(module)
        else:
            joined.add(module)
    return "".join([*joined.imports, *joined.scopes])


@dataclass
class Joined:
    """One file in the making."""

    entry: str
    read: Read
    imports: list[str] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)
    exported: dict[str, set[str]] = field(default_factory=dict)

    def keep(self, module: str) -> None:
        """Import it, as a whole: each scope takes from it what it needs."""
        source = without_comments(self.read(module))
        self.exported[module] = {match["name"] for match in EXPORT.finditer(source)}
        self.imports.append(f'import * as {name_of(module)} from "{self.path_to(module)}"\n')

    def add(self, module: str) -> None:
        source = without_comments(self.read(module))
        taken = "".join(self.taken(match, module) for match in IMPORT.finditer(source))
        exports = self.exports_of(source, module)
        self.exported[module] = {export.partition(":")[0] for export in exports}
        returned = f"return {{ {', '.join(exports)} }};\n" if exports else ""
        body = taken + self.body_of(source, module) + returned
        self.scopes.append(f"const {name_of(module)} = (() => {{\n{body}}})();\n")

    def taken(self, match: re.Match[str], module: str) -> str:
        """The line that takes what is imported from the scope, or the file, of another module."""
        return f"const {{ {', '.join(self.names_in(match, module))} }} = {self.source_of(match, module)};\n"

    def exports_of(self, source: str, module: str) -> list[str]:
        handed_on = [
            f"{name}: {self.source_of(match, module)}.{name}"
            for match in HANDED_ON.finditer(source)
            for name in self.names_in(match, module)
        ]
        return [*(match["name"] for match in EXPORT.finditer(source)), *handed_on]

    def names_in(self, match: re.Match[str], module: str) -> list[str]:
        names = re.findall(r"\w+", match["names"])
        source = resolved(match["path"], module)
        if source not in self.exported:
            msg = f"{module} and {source} import each other. Move what both need to a third module."
            raise CannotJoin(msg)
        if missing := set(names) - self.exported[source]:
            msg = f"{module} imports {', '.join(sorted(missing))} from {source}, which does not export it."
            raise CannotJoin(msg)
        return names

    def source_of(self, match: re.Match[str], module: str) -> str:
        return name_of(resolved(match["path"], module))

    def body_of(self, source: str, module: str) -> str:
        """What remains of a module without its imports and exports; paths of later imports lead on from here."""
        for pattern in (IMPORT_ALONE, IMPORT, HANDED_ON, EXPORT):
            source = pattern.sub("", source)
        if left := NOT_JOINED.search(source):
            msg = (
                f"{module} cannot be joined with the script that imports it: “{left[0]}”. Write imports and exports "
                "as the modules beside it do: by name, one a line, without a semicolon, exports at the declaration."
            )
            raise CannotJoin(msg)
        return LATER.sub(lambda later: f'import("{self.path_to(resolved(later[1], module))}")', source)

    def path_to(self, module: str) -> str:
        path = relpath(module, dirname(self.entry))
        return path if path.startswith(".") else f"./{path}"


def name_of(module: str) -> str:
    """What a module's scope is called in the joined file. No module of ours begins a name with a dollar.

    >>> name_of("js/elements/span-text.js")
    '$elements_span_text'
    """
    return "$" + re.sub(r"\W", "_", module.removeprefix("js/").removesuffix(".js"))


def join_sheets(sheet: str, read: Read) -> str:
    """The style sheet with those it imports inside. They lie beside it, so that paths in them stay right."""
    return SHEET.sub(
        lambda match: without_comments(read(f"{dirname(sheet)}/{match['name']}")),
        without_comments(read(sheet)),
    )
