"""What an imported answer took: seconds of work, and money where somebody was paid for each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from annotate.problems import Invalid

MOST_SECONDS = 24 * 60 * 60
SECONDS = re.compile(r"[0-9]{1,5}(\.[0-9]{1,9})?")
PRICE = re.compile(r"[$€£]?\s?([0-9]{1,6}(\.[0-9]{1,6})?)")


@dataclass(frozen=True, slots=True)
class Worth:
    """Milliseconds and an amount in the project's currency, as COPY reads them."""

    active_ms: int = 0  # 0: nobody says
    price: str = "\\N"


NOTHING_SAID = Worth()


def worth_of(seconds: Mapping[str, object], price: Mapping[str, object]) -> Worth:
    """From what the columns hold, each by its name. Raises Invalid.

    >>> worth_of({"time": "12.5"}, {"reward": "$0.05"})
    Worth(active_ms=12500, price='0.05')
    >>> worth_of({"time": ""}, {}) == NOTHING_SAID
    True
    """
    took = next((ms for name, value in seconds.items() if (ms := _milliseconds(name, value)) is not None), 0)
    cost = next((paid for name, value in price.items() if (paid := _amount(name, value))), NOTHING_SAID.price)
    return Worth(took, cost)


def _milliseconds(name: str, value: object) -> int | None:
    if value is None or value == "":
        return None
    written = _written(value)
    if not SECONDS.fullmatch(written) or float(written) > MOST_SECONDS:
        raise Invalid(
            _("“%(name)s” must be seconds, a number from 0 to %(most)s such as 12.5, not “%(value)s”.")
            % {"name": name, "most": MOST_SECONDS, "value": written[:40]}
        )
    return round(float(written) * 1000)


def _amount(name: str, value: object) -> str:
    if value is None or value == "":
        return ""
    found = PRICE.fullmatch(written := _written(value))
    if not found:
        raise Invalid(
            _("“%(name)s” must be an amount of at most six digits such as 0.05, not “%(value)s”.")
            % {"name": name, "value": written[:40]}
        )
    return found[1]


def _written(value: object) -> str:
    """As files write a number: 1e-05 of JSON is 0.00001."""
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value).strip()
