"""The beginning of a file as a person sees it before deciding: columns, what they seem to be, first values."""

from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import gettext as _

from annotate.files import open_file
from annotate.formats.encodings import is_text, printable
from annotate.formats.reading import HEAD, Format, Reading
from annotate.formats.records import Refused
from annotate.imports.guessing import Column, Sample, guess_columns, sample
from annotate.imports.options import Options
from annotate.models import Import
from annotate.problems import Invalid

EXAMPLES = 3
LONGEST_EXAMPLE = 90
MOST_REFUSED = 5


@dataclass(frozen=True)
class PreviewColumn:
    name: str
    role: str
    examples: list[str]


@dataclass(frozen=True)
class Preview:
    """What the mapping page shows."""

    columns: list[PreviewColumn]
    refused: list[Refused]  # of the first records
    records: int  # looked at
    is_other_encoding: bool


def columns_of(entry: Import, reading: Reading) -> list[str]:
    """The names of the columns as the preview shows them. Raises Invalid when the file cannot be read so."""
    with open_file(entry.file) as binary:
        seen = sample(binary, reading)
    if not seen.columns:
        raise Invalid(_nothing_in(seen))
    return list(seen.columns)


def _nothing_in(seen: Sample) -> str:
    """Why there is no column at all: what is wrong with the first record, if there is one."""
    for found in seen.found:
        if isinstance(found, Refused):
            return _("The file begins with nothing that can be read so. Line %(line)s: %(reason)s") % {
                "line": found.line,
                "reason": printable(found.reason),
            }
    return _("There is nothing in the file that could become a document.")


def preview(entry: Import, reading: Reading) -> Preview:
    """Look at the file under this reading. Raises Invalid when it cannot be read so."""
    options = Options.from_json(entry.options)
    with open_file(entry.file) as binary:
        is_archive = reading.format in (Format.ZIP_LINES, Format.ZIP_WHOLE) or bool(reading.member)
        is_other = not is_archive and not is_text(binary.read(HEAD), reading.encoding)
        binary.seek(0)
        seen = sample(binary, reading)
    roles = options.columns
    if reading != options.reading:
        schema = entry.project.schema
        roles = guess_columns(seen.columns, reading, schema.questions if schema else [])
    columns = [
        PreviewColumn(name, roles.get(name, options.rest), _examples(column))
        for name, column in seen.columns.items()
    ]
    refused = [
        Refused(found.line, printable(found.reason)) for found in seen.found if isinstance(found, Refused)
    ]
    return Preview(columns, refused[:MOST_REFUSED], len(seen.found), is_other)


def _examples(column: Column) -> list[str]:
    """The first different values."""
    shown = dict.fromkeys(_shown(value) for value in column.given)
    return list(shown)[:EXAMPLES]


def _shown(value: Any) -> str:
    written = value if isinstance(value, str) else orjson.dumps(value).decode()
    one_line = printable(" ".join(written[: 2 * LONGEST_EXAMPLE].split()))
    return one_line if len(one_line) <= LONGEST_EXAMPLE else one_line[:LONGEST_EXAMPLE] + "…"
