"""The answers a decision may touch: given under earlier words, with the label whose page it changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models.functions import Left
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.documents.likeness import likeness
from annotate.models import Annotation, User
from annotate.problems import Conflict, Invalid
from annotate.services.estimates import pace_of
from annotate.services.returns import return_answer
from booklet.models import Decision

MOST_RANKED = 2_000  # the newest ones are compared by their words; the count is of all
LONGEST_COMPARED = 4_000  # characters of a text; two thousand whole ones may be more than fits into memory
MOST_SHOWN = 100
MOST_SENT = 500

# Only what somebody said at work, still says, and said before the page did.
TOUCHED = """
SELECT s.current_id FROM annotate_standing s JOIN annotate_annotation a ON a.id = s.current_id
WHERE a.project_id = %(project)s AND s.occasion = 'work' AND s.state = 'answered' AND a.kind = 'answer'
    AND a.guideline_version < %(version)s AND EXISTS (
        SELECT 1 FROM annotate_response r WHERE r.annotation_id = a.id AND r.question_id = %(question)s AND (
            EXISTS (SELECT 1 FROM annotate_choice c WHERE c.response_id = r.id AND c.label_id = %(label)s)
            OR EXISTS (SELECT 1 FROM annotate_span p WHERE p.response_id = r.id AND p.label_id = %(label)s)))
ORDER BY s.current_id DESC
"""


@dataclass(frozen=True)
class Touched:
    """How many answers there are, what looking at all of them again takes, and the likeliest of them."""

    count: int
    hours: float
    answers: list[Annotation]

    @property
    def takes(self) -> str:
        """The time, in a unit in which it is no fraction of one."""
        if self.hours >= 1:
            return ngettext("%(hours)s hour", "%(hours)s hours", round(self.hours)) % {
                "hours": round(self.hours)
            }
        minutes = max(1, round(60 * self.hours))
        return ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}


def touched_by(decision: Decision) -> Touched | None:
    """None where the decision changed no label's page. The answers most like what was asked about come first."""
    if not _changes_a_label(decision):
        return None
    ids = _touched_ids(decision)
    found = Annotation.objects.filter(id__in=ids[:MOST_RANKED]).select_related("document", "author")
    answers = found.defer("document__text", "document__metadata").annotate(
        words=Left("document__text", LONGEST_COMPARED)
    )
    return Touched(len(ids), pace_of(decision.project).hours(len(ids)), _ranked(decision, list(answers)))


@transaction.atomic
def send_back(decision: Decision, annotations: Sequence[int], note: str, by: User) -> tuple[int, list[str]]:
    """Return these answers to whoever gave them: how many went, and why the others did not. Raises Invalid."""
    chosen = set(annotations) & set(_touched_ids(decision))
    if not chosen:
        raise Invalid(_("Choose at least one of the answers listed."))
    if len(chosen) > MOST_SENT:
        raise Invalid(_("Send back at most %(most)s answers at a time.") % {"most": MOST_SENT})
    sent, refused = 0, []
    answers = (
        Annotation.objects.filter(id__in=chosen).select_related("document", "author").order_by("author", "id")
    )
    for answer in answers:
        try:
            with transaction.atomic():
                return_answer(answer.document, answer.author, note, by)
            sent += 1
        except (Invalid, Conflict) as problem:
            refused.append(problem.sentence)
    return sent, refused


def _changes_a_label(decision: Decision) -> bool:
    return bool(decision.revision and decision.page and decision.page.label)


def _touched_ids(decision: Decision) -> list[int]:
    if not _changes_a_label(decision):
        return []
    label, version = decision.page.label, decision.revision.guideline_version
    about = {
        "project": decision.project_id,
        "version": version,
        "label": label.id,
        "question": label.question_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, about)
        return [row[0] for row in cursor.fetchall()]


def _ranked(decision: Decision, answers: list[Annotation]) -> list[Annotation]:
    about = " ".join([decision.context, decision.decision, *decision.quotes])
    alike = likeness(about, [answer.words for answer in answers])
    order = sorted(range(len(answers)), key=lambda index: (-alike[index], -answers[index].id))
    return [answers[index] for index in order[:MOST_SHOWN]]
