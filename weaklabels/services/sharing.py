"""What rules and models give to a project that shows itself to outsiders: mocks of answers, and a text to try."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.models import Label, Project, Question
from annotate.problems import Invalid
from annotate.roles import Role
from booklet.models import Share
from booklet.ports import Context, ShareSection
from booklet.services.sayings import Saying
from booklet.services.showing import Words
from booklet.text.passages import pieces_of
from weaklabels.services.explaining import Said, said_of_text, shares_of_text
from weaklabels.services.explaining import Share as Chance
from weaklabels.services.fitting import questions_with_rules
from weaklabels.services.learning.telling import models_of, told_of
from weaklabels.services.learning.trying import check_text, flag_wrong

MOST_NOTE = 500
ENOUGH = 0.5  # a chance: above it a label of many is said


@dataclass(frozen=True)
class ByRules:
    """What the rules of one question say of a text."""

    question: Question
    labels: list[Label] = field(default_factory=list)
    chances: list[Chance] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)  # of a question that marks them


def say_by_rules(project: Project, text: str) -> list[Saying]:
    """As an example says it; a question no rule says anything to is left out."""
    return [
        {"question": question.id, "content": content}
        for question in questions_with_rules(project)
        if (content := _content(question, text, said_of_text(question, text)))
    ]


def told_by_rules(project: Project, text: str) -> list[ByRules]:
    """The same for a page: with chances where there is a label model, else the rules' plain majority."""
    return [_told(question, text) for question in questions_with_rules(project)]


def _content(question: Question, text: str, said: Mapping[int, Sequence[Said]]) -> dict[str, Any]:
    if not said:
        return {}
    if question.kind == Question.Kind.SPANS:
        marks = {(one.start, one.end, one.label_id) for those in said.values() for one in those}
        return {
            "spans": [{"start": start, "end": end, "label": label} for start, end, label in sorted(marks)]
        }
    chances = shares_of_text(question, text, said)
    if question.kind == Question.Kind.CHOICES:
        likely = [one.label.id for one in chances if one.probability >= ENOUGH]
        return {"labels": sorted(likely or {one.label_id for those in said.values() for one in those})}
    if chances:
        return {"labels": [chances[0].label.id]}
    votes = Counter(one.label_id for those in said.values() for one in those)
    return {"labels": [min(votes, key=lambda label: (-votes[label], label))]}


def _told(question: Question, text: str) -> ByRules:
    said = said_of_text(question, text)
    content = _content(question, text, said)
    labels = Label.objects.filter(question=question).in_bulk()
    if question.kind == Question.Kind.SPANS:
        marks = [(one["start"], one["end"], one["label"]) for one in content.get("spans", [])]
        if not marks:
            return ByRules(question)
        return ByRules(question, words=[_words(piece, labels) for piece in pieces_of(text, marks)])
    given = [labels[one] for one in content.get("labels", []) if one in labels]
    return ByRules(question, given, shares_of_text(question, text, said))


def _words(piece: Any, labels: Mapping[int, Label]) -> Words:
    over = [labels[one] for one in piece.labels if one in labels]
    return Words(piece.text, over, ", ".join(labels[one].name for one in piece.begins if one in labels))


def _show_trying(share: Share, _chosen: Sequence[str]) -> Context | None:
    """None where neither a model nor a rule could answer."""
    has_model = any(run for _subject, run in models_of(share.project))
    if not has_model and not list(questions_with_rules(share.project)):
        return None
    return {"has_model": has_model}


def _try(share: Share, sent: Mapping[str, str]) -> Context:
    """What is said of the text a visitor typed; flagged, it becomes a document. Raises Invalid, or ModelGone."""
    text = check_text(sent.get("text", "").replace("\r\n", "\n"))
    if sent.get("flag"):
        _flag(share, text, sent)
        return {"is_flagged": True}
    told = told_of(share.project, text)
    return {"told": told, "by_rules": [] if told else told_by_rules(share.project, text)}


def _flag(share: Share, text: str, sent: Mapping[str, str]) -> None:
    """The note is the visitor's, in the name of an owner."""
    name, note = " ".join(sent.get("name", "").split()), sent.get("note", "").strip()
    if not name or len(name) > 60 or len(note) > MOST_NOTE:
        raise Invalid(
            _("Say who you are, in 1 to 60 characters, and what is wrong in at most %(most)s.")
            % {"most": MOST_NOTE},
            field="note",
        )
    owners = share.project.memberships.filter(
        roles__contains=[Role.OWNER], user__is_active=True, ended_at=None
    )
    owner = owners.select_related("project", "user").order_by("id").first()
    if owner is None:  # the last one left this very moment: the link has ended
        raise Invalid(_("This link has ended"))
    said = note or _("The model was wrong about this.")
    flag_wrong(owner, text, _("%(name)s, a visitor: %(note)s") % {"name": name, "note": said})


TRYING = ShareSection(
    "try",
    gettext_lazy("Try it"),
    gettext_lazy(
        "A box for a text of the visitor's own. The newest models answer it; without a model, the rules alone. "
        "What visitors flag as wrong becomes a document for annotation."
    ),
    "learning/_shared_try.html",
    _show_trying,
    is_made_of_answers=True,
    ask=_try,
    answer_template="learning/_shared_told.html",
    place=60,
)
