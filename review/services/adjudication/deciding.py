"""Deciding between answers that differ: gold, "both right", a question to the guideline, or back to who answered."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotate.models import Document, Inquiry, Membership, User
from annotate.problems import Invalid, KeyReused
from annotate.services.gold import Accepted, Basis, accept, lock_gold
from annotate.services.inquiries import Asked, ask
from annotate.services.returns import return_answer
from annotate.services.work import LONGEST_NOTE
from booklet.models import Revision
from review.models import Adjudication
from review.services.adjudication.checking import check_are_asked, checked_contents
from review.services.adjudication.seen import Seen, check_nothing_came_between
from review.services.disagreements.naming import hides_names
from review.services.gold_checks.contesting import waiting_on
from review.services.gold_checks.returned import returners, somebody_else_decides

Outcome = Adjudication.Outcome


@dataclass(frozen=True)
class Form:
    """What every decision says: its key, what was seen, whether one's own answer is among them, and a word."""

    key: uuid.UUID
    seen: Seen
    is_own: bool = False
    comment: str = ""
    cites: Revision | None = None


@dataclass(frozen=True)
class Decision:
    """What holds, by question, in the form of gold; and the questions to which more than one answer is right."""

    contents: Mapping[int, dict[str, Any]] = field(default_factory=dict)
    both_right: Sequence[int] = ()


@transaction.atomic
def decide(membership: Membership, document: Document, form: Form, decision: Decision) -> list[Adjudication]:
    """Make it gold. The same form again is the same decision. Raises Overtaken, Invalid or KeyReused."""
    if earlier := _begin(membership, document, form):
        return earlier
    basis = check_nothing_came_between(document, form.seen)
    if not decision.contents and not decision.both_right:
        raise Invalid(
            _("Nothing is decided yet. Accept an answer to at least one question, or call both right.")
        )
    check_are_asked(document, decision.both_right)
    _check_own(membership, basis, form)
    _check_contests(membership, document)
    rows = []
    if decision.contents:
        contents = checked_contents(document, decision.contents)
        accepted = Accepted(document.id, contents, basis)
        gold = accept([accepted], document.project.schema, membership.user)
        made = [row.id for row in gold]
        rows.append(_keep(membership, document, form, basis, Outcome.GOLD, contents, gold=made))
    if decision.both_right:
        rows.append(_keep(membership, document, form, basis, Outcome.BOTH_RIGHT, decision.both_right))
    return rows


@transaction.atomic
def call_unclear(
    membership: Membership, document: Document, form: Form, questions: Iterable[int]
) -> list[Adjudication]:
    """Ask what the guideline means: an inquiry beside those of the annotators. Until it is answered nobody decides.

    Raises Overtaken, Invalid or KeyReused.
    """
    if earlier := _begin(membership, document, form):
        return earlier
    basis = check_nothing_came_between(document, form.seen)
    inquiry = ask(membership, document, Asked(form.key, _checked(form.comment)))
    return [_keep(membership, document, form, basis, Outcome.UNCLEAR, questions, inquiry=inquiry)]


@transaction.atomic
def send_back(
    membership: Membership, document: Document, form: Form, questions: Iterable[int], people: Sequence[User]
) -> list[Adjudication]:
    """Ask annotators to look again. Raises Overtaken, Invalid, Conflict or KeyReused."""
    if earlier := _begin(membership, document, form):
        return earlier
    basis = check_nothing_came_between(document, form.seen)
    if not people:
        raise Invalid(_("Choose at least one annotator to send it back to."), field="to")
    note = _checked(form.comment)
    for person in sorted(people, key=lambda person: person.id):  # always in this order: each is locked
        return_answer(document, person, note, membership.user)
    returned = [person.id for person in people]
    return [_keep(membership, document, form, basis, Outcome.RETURNED, questions, returned_to=returned)]


def _begin(membership: Membership, document: Document, form: Form) -> list[Adjudication]:
    """One after the other; and what this very form has decided already."""
    lock_gold([document.id])
    rows = list(Adjudication.objects.filter(key=form.key))
    if any((row.document_id, row.decided_by_id) != (document.id, membership.user_id) for row in rows):
        raise KeyReused(_("This form has decided on another document. Reload the page."))
    return rows


def _check_own(membership: Membership, basis: Basis, form: Form) -> None:
    if membership.user_id in basis.people and not form.is_own:
        raise Invalid(
            _(
                "One of these answers is yours. Leave the decision to somebody else, or tick that you answered this"
                " one yourself and decide all the same; that is kept with the decision."
            ),
            field="is_own",
        )


def _check_contests(membership: Membership, document: Document) -> None:
    """Neither who contested nor, where there is anybody else, who returned the answer that is contested."""
    contests = waiting_on(document)
    if any(one.contested_by_id == membership.user_id for one in contests):
        raise Invalid(_("You contested what holds here, so somebody else decides."))
    returned_by = returners(contests) if contests else set()
    parties = returned_by | {one.contested_by_id for one in contests}
    if membership.user_id in returned_by and somebody_else_decides(document.project, parties):
        raise Invalid(
            _("You returned this answer, and its annotator contests that: somebody else decides on it.")
        )


def _checked(comment: str) -> str:
    comment = comment.strip()
    if not comment or len(comment) > LONGEST_NOTE:
        raise Invalid(_("Write 1 to %(most)s characters.") % {"most": LONGEST_NOTE}, field="comment")
    return comment


def _keep(
    membership: Membership,
    document: Document,
    form: Form,
    basis: Basis,
    outcome: str,
    questions: Iterable[int],
    *,
    gold: Sequence[int] = (),
    inquiry: Inquiry | None = None,
    returned_to: Sequence[int] = (),
) -> Adjudication:
    if len(form.comment) > LONGEST_NOTE:
        raise Invalid(_("Write at most %(most)s characters.") % {"most": LONGEST_NOTE}, field="comment")
    return Adjudication.objects.create(
        key=form.key,
        project_id=document.project_id,
        document=document,
        outcome=outcome,
        questions=sorted(questions),
        gold=list(gold),
        answers_seen=list(basis.answers),
        answered_by=list(basis.people),
        returned_to=list(returned_to),
        names_hidden=hides_names(membership),
        is_own=membership.user_id in basis.people,
        comment=form.comment.strip(),
        cites=form.cites,
        inquiry=inquiry,
        decided_by=membership.user,
    )
