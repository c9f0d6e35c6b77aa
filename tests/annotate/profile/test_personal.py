"""Likely personal data is found by pattern and check digit, and shown masked only."""

import pytest

from annotate.profile.personal import KINDS, MASK, findings, kinds_in, masked_passage

FOUND = {
    "email": ["Write to ann.b+c@mail.example.org.", "(zoë@example.com)"],
    "phone": [
        "+49 30 901820",
        "Call 030 / 901820-55 now",
        "(0171) 1234567",
        "555-123-4567? No: 415-555-2671",
        "+1 (415) 555-2671",
    ],
    "iban": ["DE89 3704 0044 0532 0130 00", "to GB82WEST12345698765432."],
    "card": ["4111 1111 1111 1111", "5500-0000-0000-0004"],
    "ip": ["from 192.168.0.17 at noon", "2001:db8:0:1:1:1:1:1"],
    "url": ["see https://ann:secret@example.org/x"],
}
NOT_FOUND = {
    "email": ["ann@", "@ann", "a@b", "meet @ 10.30"],
    "phone": [
        "2026-11-26",
        "26.11.2026 10:30",
        "12.5 million",
        "page 1234",
        "0.5 and 0.25",
        "1,234,567.89",
        "192.168.100.100",
    ],
    "iban": ["DE88 3704 0044 0532 0130 00", "AB12 CDEF"],
    "card": ["4111 1111 1111 1112", "0000 0000 0000 0000", "1234567890123"],
    "ip": ["999.1.1.1", "version 1.2.3", "10:30:15"],
    "url": ["https://example.org/@ann", "https://example.org"],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in FOUND.items() for text in texts])
def test_it_is_found(kind, text):
    assert kinds_in(text) & KINDS[kind].bit


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in NOT_FOUND.items() for text in texts]
)
def test_it_is_not_found(kind, text):
    assert not kinds_in(text) & KINDS[kind].bit


@pytest.mark.parametrize("kind", KINDS)
def test_a_passage_shows_no_finding_of_any_kind(kind):
    text = " and ".join(texts[0] for texts in FOUND.values())
    values = [text[start:end] for one in KINDS.values() for start, end in findings(text, one)]
    assert len(values) >= len(KINDS)
    before, mask, after = masked_passage(text, KINDS[kind])
    assert set(mask) == {MASK}
    shown = before + mask + after
    assert not [value for value in values if value in shown]


@pytest.mark.parametrize(
    "sign", ["a", "1", "1-", "1 ", "a@", "a.", "0 ", "://", "a://a:", "1.", "AB12 ", "(0", ":a"]
)
def test_no_text_is_slow(sign):
    """Patterns are bounded: what one sign costs does not grow with the text. A slow one would not end."""
    kinds_in(sign * 100_000)
