"""The form of the adjudication page: what was chosen, read for the services and kept for the page shown again."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from annotate.models import Project, Question
from annotate.problems import Invalid
from annotate.services.annotations import parse_key
from booklet.models import Page, Revision
from review.agreement import Mark
from review.services.adjudication.deciding import Decision, Form
from review.services.adjudication.dossier import Dossier
from review.services.adjudication.matters import Matter, Option
from review.services.adjudication.parts import content_of_parts, mark_named, number_named
from review.services.adjudication.seen import Seen

OUTCOMES = ("open", "gold", "both")


@dataclass(frozen=True)
class Tick:
    """Something that can be chosen, whether it is, and of a mark the label it gets."""

    option: Option
    is_on: bool
    label: int


@dataclass(frozen=True)
class Filled:
    """A question of the form as it is filled in."""

    matter: Matter
    outcome: str
    chosen: list[str]
    renamed: Mapping[str, int] = field(default_factory=dict)  # labels of marks by the marks' names

    @property
    def ticks(self) -> list[Tick]:
        return [
            Tick(
                option,
                option.name in self.chosen,
                self.renamed.get(option.name, option.label.id if option.label else 0),
            )
            for option in self.matter.options
        ]

    @property
    def text(self) -> str:
        """Of a question that asks for a text."""
        return self.chosen[0] if self.chosen else ""


def filled_at_first(dossier: Dossier) -> list[Filled]:
    return [
        Filled(matter, matter.outcome, as_written(matter) if is_text(matter) else matter.chosen)
        for matter in dossier.matters
    ]


def filled_by(dossier: Dossier, form: QueryDict) -> list[Filled]:
    """Raises Invalid for what no form of ours sends."""
    return [
        Filled(
            matter,
            outcome_in(form, matter.question.id),
            restored(matter, form) if is_text(matter) else form.getlist(f"part-{matter.question.id}"),
            renamed_in(form, matter),
        )
        for matter in dossier.matters
    ]


def is_text(matter: Matter) -> bool:
    return matter.question.kind == Question.Kind.TEXT


def as_written(matter: Matter) -> list[str]:
    """What everybody wrote, or is gold, code point for code point."""
    if matter.gold:
        return [matter.gold.content.get("text", "")]
    return [matter.given[0].content["text"]] if matter.is_agreed else []


def restored(matter: Matter, form: QueryDict) -> list[str]:
    """Browsers send line ends of their own: a text that is somebody's but for these is theirs."""
    sent = form.get(f"part-{matter.question.id}", "").replace("\r\n", "\n")
    written = [one.content["text"] for one in matter.given]
    return [next((text for text in written if text.replace("\r\n", "\n") == sent), sent)]


def outcome_in(form: QueryDict, question: int) -> str:
    outcome = form.get(f"outcome-{question}", "open")
    if outcome not in OUTCOMES:
        raise Invalid(
            _("“%(outcome)s” is no decision. Choose one of: %(allowed)s.")
            % {"outcome": outcome, "allowed": ", ".join(OUTCOMES)}
        )
    return outcome


def renamed_in(form: QueryDict, matter: Matter) -> dict[str, int]:
    """The labels chosen beside marks."""
    if matter.question.kind != Question.Kind.SPANS:
        return {}
    begin = f"as-{matter.question.id}-"
    return {name.removeprefix(begin): number_named(form[name]) for name in form if name.startswith(begin)}


def decision_in(filled: list[Filled]) -> Decision:
    """Raises Invalid."""
    decided = {one.matter.question.id: one for one in filled if one.outcome == "gold"}
    contents = {question: content_of(one, decided) for question, one in decided.items()}
    return Decision(contents, [one.matter.question.id for one in filled if one.outcome == "both"])


def content_of(one: Filled, decided: Mapping[int, Filled]) -> dict[str, Any]:
    """Of relations the ends get the labels that their marks get."""
    marks = one if one.renamed else decided.get(one.matter.asked.get("between", 0))
    renamed: dict[Mark, int] = (
        {mark_named(name): label for name, label in marks.renamed.items()} if marks else {}
    )
    return content_of_parts(one.matter.question.kind, one.chosen, renamed)


def form_in(project: Project, form: QueryDict) -> Form:
    """Raises Invalid."""
    return Form(
        parse_key(form.get("key"), "key"),
        Seen.read(form.get("seen", "")),
        form.get("is_own") == "on",
        form.get("comment", ""),
        cited_in(project, form),
    )


def cited_in(project: Project, form: QueryDict) -> Revision | None:
    """The page as it is now, which is what the adjudicator read. Raises Invalid."""
    named = form.get("cites", "")
    if not named:
        return None
    page = project.pages.living().filter(id=number_named(named)).select_related("current").first()
    if page is None or page.current is None:
        raise Invalid(_("This page of the booklet is gone. Cite another, or none."), field="cites")
    return page.current


def citable(project: Project) -> list[Page]:
    return sorted(project.pages.living().with_text(), key=lambda page: page.title.casefold())


def new_key() -> str:
    return str(uuid.uuid4())
