"""A booklet as a folder of Markdown files in a ZIP, and read back from one. Nothing of it is ever unpacked to disk."""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

FORMAT = "gloss-booklet"
VERSION = 1
INDEX = "index.json"
LARGEST = 60 * 1024 * 1024  # bytes, packed or unpacked
MOST_FILES = 5_000
SHOWN = re.compile(r"(!\[[^\]\n]*\]\()picture:(\d{1,8})(\))")
SHOWN_IN_FOLDER = re.compile(r"(!\[[^\]\n]*\]\()\.\./(pictures/[^()\s]{1,100})(\))")

# What zipfile raises for an archive that is broken, cut off, encrypted, or packed in a way it does not know; and what
# reading an index of another shape does.
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError),
    *(KeyError, TypeError, ValueError, AttributeError),
)


class Unreadable(ValueError):
    """No booklet of ours: it is “large”, or its “format” is another."""


@dataclass(frozen=True)
class PackedPage:
    """A page: what it is, where it stands, and its text as it was written."""

    title: str
    text: str
    kind: str = "guideline"
    parent: str = ""  # a title
    label: str = ""
    question: str = ""


@dataclass(frozen=True)
class PackedExample:
    """An example without the words of its document, which is named by its hash."""

    number: int
    page: str
    kind: str
    sha256: str
    says: list[dict[str, Any]]  # labels and questions by name
    reasoning: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class PackedDecision:
    number: int
    title: str
    decision: str
    context: str = ""
    consequences: str = ""
    page: str = ""


@dataclass(frozen=True)
class PackedPicture:
    number: int
    name: str
    file: str  # its name below pictures/
    content: bytes


@dataclass(frozen=True)
class Packed:
    """A whole booklet."""

    pages: list[PackedPage] = field(default_factory=list)
    examples: list[PackedExample] = field(default_factory=list)
    decisions: list[PackedDecision] = field(default_factory=list)
    pictures: list[PackedPicture] = field(default_factory=list)


def pack(booklet: Packed, more: dict[str, str]) -> bytes:
    """The ZIP: a Markdown file a page, an index that says how they hang together, and files for reading alone."""
    files: dict[str, str | bytes] = {}
    pages = []
    pictures = {one.number: f"pictures/{one.file}" for one in booklet.pictures}
    for place, page in enumerate(booklet.pages, 1):
        name = f"pages/{place:03}-{slug(page.title)}.md"
        files[name] = with_files(page.text, {number: f"../{file}" for number, file in pictures.items()})
        pages.append({key: value for key, value in asdict(page).items() if key != "text"} | {"file": name})
    index = {
        "format": FORMAT,
        "version": VERSION,
        "pages": pages,
        "examples": [asdict(example) for example in booklet.examples],
        "decisions": [asdict(decision) for decision in booklet.decisions],
        "pictures": [
            {"number": one.number, "name": one.name, "file": pictures[one.number]} for one in booklet.pictures
        ],
    }
    files |= {pictures[one.number]: one.content for one in booklet.pictures}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(INDEX, orjson.dumps(index, option=orjson.OPT_INDENT_2))
        for name, text in (files | more).items():
            archive.writestr(name, text)
    return out.getvalue()


def unpack(content: bytes) -> Packed:
    """The booklet in a ZIP. Raises Unreadable for anything else, however large it would become."""
    if len(content) > LARGEST:
        raise Unreadable("large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(archive)
            index = orjson.loads(_read(archive, INDEX))
            if index["format"] != FORMAT or index["version"] != VERSION:
                raise Unreadable("format")
            return _packed(archive, index)
    except Unreadable:
        raise
    except BROKEN as error:
        raise Unreadable("format") from error


def with_files(text: str, files: Mapping[int, str]) -> str:
    """The text with the files of its pictures in place of their numbers.

    >>> with_files("![A form](picture:3) ![gone](picture:4)", {3: "pictures/003.png"})
    '![A form](pictures/003.png) ![gone](picture:4)'
    """
    return SHOWN.sub(
        lambda found: f"{found[1]}{files.get(int(found[2]), f'picture:{found[2]}')}{found[3]}", text
    )


def slug(title: str) -> str:
    """A file name for a title.

    >>> slug("Próximo passo / ../x")
    'próximo-passo-x'
    """
    return "-".join(re.findall(r"\w+", title.lower()))[:60] or "page"


def _check(archive: zipfile.ZipFile) -> None:
    files = archive.infolist()
    if len(files) > MOST_FILES or sum(one.file_size for one in files) > LARGEST:
        raise Unreadable("large")


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """No more than it says it holds: a header may lie."""
    with archive.open(name) as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Unreadable("large")
    return content


def _packed(archive: zipfile.ZipFile, index: dict[str, Any]) -> Packed:
    pictures = [_picture(archive, one) for one in index.get("pictures", [])]
    numbers = {f"pictures/{one.file}": one.number for one in pictures}
    pages = []
    for one in index["pages"]:
        text = _read(archive, str(one.pop("file"))).decode()
        pages.append(PackedPage(text=_with_numbers(text, numbers), **_words(one)))
    examples = [_example(one) for one in index["examples"]]
    if len({one.number for one in examples}) < len(examples):
        raise Unreadable("format")
    return Packed(
        pages,
        examples,
        [PackedDecision(number=_whole(one.pop("number")), **_words(one)) for one in index["decisions"]],
        pictures,
    )


def _picture(archive: zipfile.ZipFile, one: dict[str, Any]) -> PackedPicture:
    words = _words({"name": one["name"], "file": one["file"]})
    content = _read(archive, words["file"])
    return PackedPicture(
        _whole(one["number"]), words["name"], words["file"].removeprefix("pictures/"), content
    )


def _with_numbers(text: str, numbers: Mapping[str, int]) -> str:
    def numbered(found: re.Match[str]) -> str:
        number = numbers.get(found[2])
        return f"{found[1]}picture:{number}{found[3]}" if number is not None else found[0]

    return SHOWN_IN_FOLDER.sub(numbered, text)


def _example(one: dict[str, Any]) -> PackedExample:
    start, end = one.pop("start", None), one.pop("end", None)
    says = [
        {"question": str(saying["question"]), "content": _content(saying["content"])}
        for saying in one.pop("says")
    ]
    number = _whole(one.pop("number"))
    stretch = (None, None) if start is None else (_whole(start), _whole(end))
    return PackedExample(number=number, says=says, start=stretch[0], end=stretch[1], **_words(one))


def _content(content: dict[str, Any]) -> dict[str, Any]:
    if "spans" in content:
        return {
            "spans": [
                {"start": _whole(span["start"]), "end": _whole(span["end"]), "label": str(span["label"])}
                for span in content["spans"]
            ]
        }
    return {"labels": [str(label) for label in content["labels"]]}


def _words(fields: dict[str, Any]) -> dict[str, str]:
    if not all(isinstance(value, str) and "\0" not in value for value in fields.values()):
        raise Unreadable("format")
    return fields


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise Unreadable("format")
    return value
