"""A booklet goes into a folder and comes out as it was; what is none is refused, however large it would be."""

import io
import json
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booklet.text.folders import (
    INDEX,
    LARGEST,
    Packed,
    PackedDecision,
    PackedExample,
    PackedPage,
    PackedPicture,
    Unreadable,
    pack,
    unpack,
)

# Everything PostgreSQL can store: no NUL, no half of a surrogate pair.
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
PAGES = st.lists(st.builds(PackedPage, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS), max_size=4)
SAYS = [
    {"question": "Tone", "content": {"labels": ["glad"]}},
    {"question": "Names", "content": {"spans": [{"start": 0, "end": 3, "label": "person"}]}},
]


@given(PAGES, WORDS, WORDS)
def test_what_goes_in_comes_out(pages, title, text):
    packed = Packed(
        pages,
        [PackedExample(7, title, "counts", "00" * 32, SAYS, text, 0, 3)],
        [PackedDecision(1, title, text)],
        [PackedPicture(3, title, "003.png", text.encode())],
    )
    assert unpack(pack(packed, {"examples.md": "for reading"})) == packed


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


EXAMPLE = {"number": 1, "page": "x", "kind": "counts", "sha256": "00" * 32, "says": [], "reasoning": "So."}
INDEXED = {"format": "gloss-booklet", "version": 1, "pages": [], "examples": [], "decisions": []}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no zip at all",
        zipped(index__json=b"[]"),
        zipped(index__json=b"[" * 100_000),
        zipped(other__json=b"{}"),
        zipped(index__json=json.dumps(INDEXED | {"version": 2})),
        zipped(index__json=json.dumps(INDEXED | {"pages": [{"file": "../../etc/passwd", "title": "x"}]})),
        zipped(index__json=json.dumps(INDEXED | {"pages": [{"file": INDEX, "title": ["x"]}]})),
        zipped(index__json=json.dumps(INDEXED | {"pages": [{"file": INDEX, "title": "x", "label": "a\0b"}]})),
        zipped(index__json=json.dumps(INDEXED | {"examples": [EXAMPLE, EXAMPLE]})),
        zipped(
            index__json=json.dumps(INDEXED | {"decisions": [{"number": -1, "title": "x", "decision": "y"}]})
        ),
    ],
)
def test_what_is_no_booklet_is_refused(content):
    with pytest.raises(Unreadable, match="format"):
        unpack(content)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_damaged_one_is_refused_or_still_readable(place, change):
    content = bytearray(pack(Packed([PackedPage("Rules", "A text long enough to be packed. " * 9)]), {}))
    content[place % len(content)] ^= change
    with suppress(Unreadable):
        unpack(bytes(content))


def test_a_zip_that_would_become_very_large_is_refused_unopened():
    with pytest.raises(Unreadable, match="large"):
        unpack(zipped(index__json=json.dumps(INDEXED), bomb__md=b"0" * (LARGEST + 1)))
