"""Numbers as forms, addresses and files write them."""

LONGEST = 18  # digits; more fit in no id


def number_in(value: str) -> int:
    """An id, a version or a place in a text; 0, which names nothing, for what is none.

    >>> number_in("12"), number_in("²"), number_in("-1"), number_in("9" * 5000)
    (12, 0, 0, 0)
    """
    return int(value) if value.isdecimal() and len(value) <= LONGEST else 0
