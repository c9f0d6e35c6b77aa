"""Is a text a conversation, and who says what? As static/js/turns.js reads it for the workbench. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

# What JavaScript calls a blank, so that both read the same text alike.
BLANK = (
    "\t\n\v\f\r \u00a0\u1680"
    + "".join(map(chr, range(0x2000, 0x200B)))
    + "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
NAMED_LINE = re.compile(rf"([^{BLANK}:][^\n:]{{0,59}}):[ \t]+(?=[^{BLANK}])")
EMPTY_LINES = re.compile(r"(?:[ \t\r]*\n)*")


@dataclass(frozen=True)
class Turn:
    """Who says a stretch of the text, and when. Offsets count code points of the whole text."""

    start: int
    end: int
    speaker: str
    time: str | int | float = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def turns_of(metadata: Mapping[str, Any], text: str) -> list[Turn]:
    """The turns that the metadata tells, or the lines do. None when the metadata is not sound."""
    told = metadata.get("turns")
    if isinstance(told, list):
        return _sound_turns(told, len(text))
    return _named_lines(text) if metadata.get("format") == "dialogue" else []


def sections_of(turns: list[Turn], text: str) -> Iterator[tuple[Turn | None, str]]:
    """The whole text in order: each turn with the beginning of its line, and what belongs to no turn."""
    at = 0
    for turn in turns:
        cut = max(at, text.rfind("\n", at, turn.start) + 1)
        if cut > at:
            yield None, text[at:cut]
        at = _behind_turn(text, turn.end)
        yield turn, text[cut:at]
    if at < len(text):
        yield None, text[at:]


def _behind_turn(text: str, end: int) -> int:
    """A turn takes the blanks and the empty lines behind it along."""
    found = EMPTY_LINES.match(text, end)
    return found.end() if found else end


def _sound_turns(told: list[Any], length: int) -> list[Turn]:
    turns: list[Turn] = []
    for entry in told:
        last = turns[-1].end if turns else 0
        if not isinstance(entry, dict) or not _is_sound(entry, last, length):
            return []
        time = entry.get("time")
        turns.append(Turn(entry["start"], entry["end"], entry["speaker"], "" if time is None else time))
    return turns


def _is_sound(turn: dict[str, Any], last: int, length: int) -> bool:
    start, end = turn.get("start"), turn.get("end")
    is_inside = type(start) is int and type(end) is int and last <= start < end <= length
    return is_inside and isinstance(turn.get("speaker"), str) and type(turn.get("time", "")) in _TIMES


_TIMES = (str, int, float, type(None))


def _named_lines(text: str) -> list[Turn]:
    """Lines that begin with "Name: "; a line without a name goes on with the turn before it."""
    turns: list[Turn] = []
    start = 0
    for line in text.split("\n"):
        words = line.rstrip(BLANK)
        end = start + len(words)
        if named := NAMED_LINE.match(line):
            turns.append(Turn(start + named.end(), end, named[1].rstrip(BLANK)))
        elif turns and words:
            turns[-1] = Turn(turns[-1].start, end, turns[-1].speaker)
        start += len(line) + 1
    return turns
