"""Plain text: every line a document, or the whole file one."""

from typing import BinaryIO

from django.utils.translation import gettext as _

from annotate.formats.encodings import text_stream
from annotate.formats.records import LONGEST_LINE, Read, Record, Refused, too_long


def read_lines(binary: BinaryIO, encoding: str) -> Read:
    """Every line that is not blank, without its line end."""
    with text_stream(binary, encoding) as stream:
        number = 0
        while line := stream.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                yield Refused(number, too_long())
                while line and line[-1] not in "\r\n":
                    line = stream.readline(LONGEST_LINE)
                continue
            text = _without_line_end(line)
            if text and not text.isspace():
                yield Record(number, {"text": text, "line": number})


def read_whole(binary: BinaryIO, encoding: str) -> Read:
    """One document, every character of it."""
    with text_stream(binary, encoding) as stream:
        text = stream.read(LONGEST_LINE + 1)
    if len(text) > LONGEST_LINE:
        yield Refused(1, _("This file is longer than %(most)s MB.") % {"most": LONGEST_LINE // 2**20})
    else:
        yield Record(1, {"text": text})


def _without_line_end(line: str) -> str:
    """A line end is one of CR LF, LF, CR: two CR in a row are a line of their own."""
    if line.endswith("\r\n"):
        return line[:-2]
    return line[:-1] if line[-1] in "\r\n" else line
