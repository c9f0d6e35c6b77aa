"""How a person has the workbench: the look of the text, which keys mean what, whether single keys work."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotate.models import User
from annotate.problems import Invalid

LOOKS = {
    "size": ("small", "normal", "large", "huge"),
    "width": ("narrow", "normal", "wide", "full"),
    "font": ("serif", "sans", "mono"),
    "spacing": ("close", "normal", "wide"),
}
MOST_KEYS = 60
LONGEST_COMMAND, LONGEST_KEY = 40, 20  # "ArrowRight" and its like


@dataclass(frozen=True)
class Habits:
    """What was said of each; None where nothing was said, so that it stays as it is."""

    reading: dict[str, str] | None = None
    keys: dict[str, str] | None = None
    single_keys: bool | None = None
    theme: str | None = None


def parse(body: Any) -> Habits:
    """Raises Invalid with the field that is wrong and what it may be."""
    if not isinstance(body, dict) or not body or set(body) - set(Habits.__dataclass_fields__):
        raise Invalid(_("Send an object with any of: reading, keys, single_keys, theme."))
    if not isinstance(body.get("single_keys", True), bool):
        raise Invalid(_("“single_keys” must be true or false."), field="single_keys")
    if "theme" in body and body["theme"] not in User.Theme.values:
        names = ", ".join(User.Theme.values)
        raise Invalid(_("“theme” must be one of: %(names)s.") % {"names": names}, field="theme")
    if "reading" in body:
        _check_reading(body["reading"])
    if "keys" in body:
        _check_keys(body["keys"])
    return Habits(**body)


@transaction.atomic
def prefer(user: User, habits: Habits) -> None:
    """Keep what was said; it holds in every browser and project of this person."""
    said = {"reading": habits.reading, "keys": habits.keys, "single_keys": habits.single_keys}
    user = User.objects.select_for_update(no_key=True).get(
        id=user.id
    )  # another tab may say the rest just now
    user.workbench = user.workbench | {name: value for name, value in said.items() if value is not None}
    user.theme = habits.theme or user.theme
    user.save(update_fields=["workbench", "theme"])


def _check_reading(reading: Any) -> None:
    if not isinstance(reading, dict) or set(reading) - set(LOOKS):
        names = ", ".join(LOOKS)
        raise Invalid(
            _("“reading” must be an object with any of: %(names)s.") % {"names": names}, field="reading"
        )
    for name, value in reading.items():
        if value not in LOOKS[name]:
            allowed = ", ".join(LOOKS[name])
            raise Invalid(
                _("“%(name)s” must be one of: %(allowed)s.") % {"name": name, "allowed": allowed}, field=name
            )


def _check_keys(keys: Any) -> None:
    """Commands are named by the workbench; here they must only be short, and no key may mean two things."""
    if not isinstance(keys, dict) or len(keys) > MOST_KEYS or not all(map(_is_pair, keys.items())):
        raise Invalid(_("“keys” must be an object of commands, each with its key."), field="keys")
    twice = [key for key, count in Counter(map(str.lower, keys.values())).items() if count > 1]
    if twice:
        raise Invalid(
            _("The key “%(key)s” is given to two commands. Give one of them another.") % {"key": twice[0]},
            field="keys",
        )


def _is_pair(pair: tuple[str, Any]) -> bool:
    command, key = pair
    is_key = isinstance(key, str) and 0 < len(key) <= LONGEST_KEY
    return is_key and command.isalpha() and command.isascii() and len(command) <= LONGEST_COMMAND
