"""Does a text hold what is likely personal: addresses, numbers of telephones, accounts and cards? Pure.

Patterns and check digits, no model: what is found is likely, and names of people are not found at all. Every
pattern is bounded, so that no text is slow. What was found leaves this module masked only.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address

AROUND = 40  # characters shown on each side of a finding
MASK = "•"
LONGEST_MASK = 12


@dataclass(frozen=True)
class Kind:
    """One sort of personal data: `bit` is its place in what is kept of a document, `sign` what each must contain."""

    name: str
    bit: int
    sign: re.Pattern[str]
    pattern: re.Pattern[str]
    is_one: Callable[[str], bool]


def luhn(digits: str) -> bool:
    """Do the digits of a card number add up?

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def iban_adds_up(iban: str) -> bool:
    """Are the two check digits of an account number right (ISO 13616, modulo 97)?

    >>> iban_adds_up("DE89370400440532013000"), iban_adds_up("DE88370400440532013000")
    (True, False)
    """
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def digits_of(found: str) -> str:
    return "".join(sign for sign in found if sign.isdecimal())


def _is_card(found: str) -> bool:
    digits = digits_of(found)
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and luhn(digits)


def _is_iban(found: str) -> bool:
    iban = "".join(found.split()).upper()
    return 15 <= len(iban) <= 34 and iban_adds_up(iban)


def _is_phone(found: str) -> bool:
    """As many digits as a telephone has, and not a date, a card or a long number."""
    digits = digits_of(found)
    return 8 <= len(digits) <= 15 and not DATE.fullmatch(found.strip()) and not _is_address(found.strip())


def _is_address(found: str) -> bool:
    try:
        ip_address(found)
    except ValueError:
        return False
    return True


def _any(found: str) -> bool:
    return True


DATE = re.compile(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{2,4}(?:[ T]\d{1,2}(?::?\d{2}){0,2})?")
DIGIT = re.compile(r"[0-9]")

KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "email",
            1,
            re.compile("@"),
            re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[^\W_][\w-]{0,62}\.){1,8}[^\W\d_]{2,24}(?![\w-])"),
            _any,
        ),
        Kind(
            "phone",
            2,
            DIGIT,
            re.compile(
                r"(?<![\w+./-])(?:"
                r"(?:\+|00)[1-9][0-9]{0,3}(?:[ ./-]{0,2}\(?[0-9]{1,5}\)?){2,6}"  # with the country
                r"|\(?0[1-9][0-9]{1,4}\)?[ /-]{1,3}[0-9]{2,8}(?:[ -][0-9]{1,6}){0,4}"  # as in Europe
                r"|\(?[2-9][0-9]{2}\)?[ .-]{1,2}[2-9][0-9]{2}[ .-][0-9]{4}"  # as in North America
                r")(?![\w/]|[.-][0-9])"
            ),
            _is_phone,
        ),
        Kind(
            "iban",
            4,
            DIGIT,
            re.compile(r"(?<!\w)[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)"),
            _is_iban,
        ),
        Kind("card", 8, DIGIT, re.compile(r"(?<![\w.-])[0-9](?:[ -]?[0-9]){12,18}(?![\w-])"), _is_card),
        Kind(
            "ip",
            16,
            re.compile(r"[.:]"),
            re.compile(
                r"(?<![\w.:])(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3}|(?:[0-9A-Fa-f]{0,4}:){3,7}[0-9A-Fa-f]{1,4})(?![\w:]|\.[0-9])"
            ),
            _is_address,
        ),
        Kind(
            "url",
            32,
            re.compile("://"),
            re.compile(
                r"\b[a-z][a-z0-9+.-]{1,15}://[^\s/@:]{1,64}(?::[^\s/@]{0,64})?@[^\s/]{1,200}", re.IGNORECASE
            ),
            _any,
        ),
    )
}


def kinds_in(text: str) -> int:
    """Which kinds the text holds, as the sum of their bits.

    Examples
    --------
    >>> kinds_in("Write to ann@example.org or call +49 30 901820.")
    3
    >>> kinds_in("On 2026-11-26 at 10:30 there were 12.5 million.")
    0
    """
    return sum(kind.bit for kind in KINDS.values() if next(findings(text, kind), None))


def findings(text: str, kind: Kind) -> Iterator[tuple[int, int]]:
    """Where the text holds such data: start and end of each."""
    if not kind.sign.search(text):
        return
    for match in kind.pattern.finditer(text):
        if kind.is_one(match[0]):
            yield match.span()


def masked_passage(text: str, kind: Kind) -> tuple[str, str, str]:
    """The words before the first finding, a mask in its place, and the words after; all other findings masked, too.

    Examples
    --------
    >>> masked_passage("Write to ann@example.org, please.", KINDS["email"])
    ('Write to ', '••••••••••••', ', please.')
    """
    first = next(findings(text, kind), None)
    if first is None:
        return "", "", ""
    start, end = first
    hidden = sorted(found for one in KINDS.values() for found in findings(text, one))
    before = _masked(text, max(start - AROUND, 0), start, hidden)
    after = _masked(text, end, min(end + AROUND, len(text)), hidden)
    return before, MASK * min(end - start, LONGEST_MASK), after


def _masked(text: str, start: int, end: int, hidden: list[tuple[int, int]]) -> str:
    """The stretch of the text with every finding of any kind hidden, also where one reaches into it."""
    signs = list(text[start:end])
    for at, until in hidden:
        for place in range(max(at, start), min(until, end)):
            signs[place - start] = MASK
    return "".join(signs)
