"""Reading the forms by which documents are given out: people with their shares, how many, and numbers."""

from django.http import QueryDict
from django.utils.translation import gettext as _

from annotate.problems import Invalid
from annotate.services.plans import Plan

LARGEST = 10**9
LONGEST = 12  # digits; Python reads no number of thousands


def plan_from(form: QueryDict) -> Plan:
    """The people ticked, with their shares. Raises Invalid."""
    return Plan(
        people=people_from(form),
        answers=number_or(form, "answers", 1) or 1,
        raises_wants=form.get("raises_wants") == "on",
    )


def people_from(form: QueryDict) -> dict[int, int]:
    """Who is ticked, and each one's share. Raises Invalid."""
    people = [person for person in form.getlist("person") if person.isdecimal() and len(person) < 19]
    return {int(person): number_or(form, f"share-{person}", 1) or 1 for person in people}


def part_from(form: QueryDict) -> dict[str, int]:
    """How many of what matches: a number, a share in percent, or all. Raises Invalid."""
    part = form.get("part", "all")
    if part == "number":
        return {"number": number_from(form, "number")}
    if part == "percent":
        percent = number_from(form, "percent")
        if percent > 100:
            raise Invalid(_("A share is at most 100 percent, not %(percent)s.") % {"percent": percent})
        return {"percent": percent}
    return {}


def number_or(form: QueryDict, name: str, default: int | None) -> int | None:
    """The number, or the default where the field is empty or missing. Raises Invalid."""
    return number_from(form, name) if form.get(name, "").strip() else default


def number_from(form: QueryDict, name: str) -> int:
    """A whole number from 1 on. Raises Invalid."""
    value = form.get(name, "").strip()
    number = int(value) if value.isdecimal() and len(value) <= LONGEST else 0
    if not 1 <= number <= LARGEST:
        raise Invalid(
            _("“%(value)s” must be a whole number from %(least)s on.") % {"value": value[:40], "least": 1},
            field=name,
        )
    return number
