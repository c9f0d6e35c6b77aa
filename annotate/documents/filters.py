"""Which documents somebody wants to see, as the address says it. Only names written here mean anything."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.documents.words import Term, terms
from annotate.models import Label, Membership, Project
from annotate.problems import Invalid
from annotate.roles import Role

LONGEST_QUERY = 500
MOST_METADATA = 10


class State(models.TextChoices):
    """Where a document stands. Each is in exactly one of these."""

    OPEN = "open", gettext_lazy("open")
    LABELLING = "labelling", gettext_lazy("being labelled")
    PARTLY = "partly", gettext_lazy("partly answered")
    ANSWERED = "answered", gettext_lazy("fully answered")
    HELD = "held", gettext_lazy("held")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")


@dataclass(frozen=True)
class Filters:
    """What must hold of a document; all of it."""

    q: str = ""
    meta: tuple[tuple[str, str], ...] = ()
    batch: int | None = None
    state: str = ""
    label: int | None = None
    answered_by: int | None = None
    waits_for: int | None = None

    @property
    def terms(self) -> list[Term]:
        return terms(self.q)

    @property
    def searches(self) -> bool:
        return bool(self.terms or self.meta)

    def __bool__(self) -> bool:
        return self != Filters()

    def pairs(self) -> list[tuple[str, str]]:
        """As parameters of an address, in a fixed order."""
        named = [(name, getattr(self, name)) for name in NAMES if name != "meta"]
        pairs = [(name, str(value)) for name, value in named if value]
        return pairs + [("meta", f"{key}={value}") for key, value in self.meta]

    @property
    def address(self) -> str:
        return urlencode(self.pairs())

    def without(self, name: str) -> Self:
        return replace(self, **{name: getattr(Filters(), name)})


NAMES = tuple(Filters.__dataclass_fields__)
ABOUT_ANSWERS = ("state", "label", "answered_by", "waits_for")  # not for those who must stay blind
PAGING = ("after", "before")


def sees_answers(membership: Membership) -> bool:
    """May this member see what others answered? In a blind project nobody who annotates may, but who supervises."""
    if membership.has(Role.SUPERVISOR, Role.OWNER):
        return True
    return not (membership.has(Role.ANNOTATOR) and membership.project.is_blind)


def read_filters(parameters: QueryDict, membership: Membership) -> Filters:
    """The filters an address asks for. Raises Invalid for anything else than their names and values."""
    allowed = [name for name in NAMES if sees_answers(membership) or name not in ABOUT_ANSWERS]
    if unknown := sorted(set(parameters) - set(allowed) - set(PAGING)):
        raise Invalid(
            _("“%(name)s” is no filter. You can filter by: %(allowed)s.")
            % {"name": unknown[0], "allowed": ", ".join(allowed)},
            field=unknown[0],
        )
    return from_values(
        {name: parameters[name] for name in allowed if parameters.get(name)}
        | {"meta": [value for value in parameters.getlist("meta") if value]},
        membership.project,
    )


def from_values(values: Mapping[str, Any], project: Project) -> Filters:
    """Filters from an address or from a job's arguments. Raises Invalid."""
    query, state = str(values.get("q", "")).strip(), str(values.get("state", ""))
    if len(query) > LONGEST_QUERY:
        raise Invalid(_("Search for at most %(most)s characters.") % {"most": LONGEST_QUERY}, field="q")
    if query and not terms(query):
        raise Invalid(_("“%(query)s” holds no letter or digit to search for.") % {"query": query}, field="q")
    if state and state not in State.values:
        raise Invalid(
            _("“%(state)s” is no state. Choose one of: %(allowed)s.")
            % {"state": state, "allowed": ", ".join(State.values)},
            field="state",
        )
    return Filters(
        q=query,
        meta=metadata_pairs(values.get("meta", [])),
        batch=_own(values, "batch", project.batches),
        state=state,
        label=_own(values, "label", Label.objects.filter(question__project=project)),
        answered_by=_own(values, "answered_by", project.memberships, "user_id"),
        waits_for=_own(values, "waits_for", project.memberships, "user_id"),
    )


def metadata_pairs(written: list[str]) -> tuple[tuple[str, str], ...]:
    """Metadata filters as people write them, key=value. Raises Invalid."""
    if len(written) > MOST_METADATA:
        raise Invalid(
            _("Filter by at most %(most)s metadata values.") % {"most": MOST_METADATA}, field="meta"
        )
    pairs = [entry.partition("=") for entry in written]
    if wrong := [key for key, sign, _value in pairs if not sign or not key]:
        raise Invalid(
            _("“%(entry)s” is no metadata filter. Write key=value, such as channel=phone.")
            % {"entry": wrong[0]},
            field="meta",
        )
    return tuple((key, value) for key, _sign, value in pairs)


def _own(values: Mapping[str, Any], name: str, rows: Any, field: str = "id") -> int | None:
    """The id of a row of this project. Another project's is no more known than one that is not there."""
    value = str(values.get(name) or "")
    if not value:
        return None
    if not value.isdecimal() or len(value) > 18 or not rows.filter(**{field: int(value)}).exists():
        raise Invalid(
            _("“%(name)s” cannot be %(value)s: there is no such thing in this project.")
            % {"name": name, "value": value},
            field=name,
        )
    return int(value)
