"""What the booklet's forms send, read once for all of them."""

from collections.abc import Mapping

from booklet.services.pages import Edit

LARGEST = 2**31 - 1  # of a number in our tables; a longer one names nothing


def whole(value: str | None, otherwise: int = 0) -> int:
    """A whole number somebody sent.

    >>> whole("12"), whole("-1"), whole("9" * 40), whole(None, 7)
    (12, 0, 0, 7)
    """
    is_number = value is not None and value.isdecimal() and len(value) <= 10
    return int(value) if is_number and int(value) <= LARGEST else otherwise


def edit_of(form: Mapping[str, str], base: int = 0) -> Edit:
    """What a page is to say; `base` where the form does not name the revision it began with."""
    return Edit(
        form.get("title", ""),
        form.get("text", ""),
        whole(form.get("base"), base),
        form.get("note", ""),
        form.get("changes_meaning") == "on",
    )
