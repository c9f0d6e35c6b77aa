"""Rules that labelled documents propose: words and metadata that stand with one label, and that no rule has yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext

from annotate.models import Annotation, Document, Label, Question, Standing
from annotate.models.queueing import Pool
from weaklabels.labelmodel import wilson
from weaklabels.matching import definitions as d
from weaklabels.matching import forms
from weaklabels.matching.suggesting import Labelled, Suggestion, suggest
from weaklabels.matching.wording import condition_in_words
from weaklabels.models import LabelingFunction
from weaklabels.services.definitions import rules_of
from weaklabels.services.gold import known_documents
from weaklabels.services.matrices import QuestionVotes, votes_on
from weaklabels.services.taking import declined

MOST_READ = 10_000  # labelled documents: two seconds
MOST_PROPOSED = 20


@dataclass(frozen=True)
class ProposedRule:
    """A rule to accept or decline, with what the labelled documents say of it."""

    definition: dict[str, Any]
    label: Label
    sentence: str
    right: int
    of: int
    new: int  # documents of the label that no rule says yet
    may_be_luck: bool  # of all the phrases looked at, some stand so with a label by chance

    @property
    def interval(self) -> tuple[float, float]:
        """Of its precision: Wilson's, 95 %. With few documents it is wide, and says so by itself."""
        return wilson(self.right, self.of)


@dataclass(frozen=True)
class Proposed:
    """The proposals for a question, and how many labelled documents they rest on."""

    question: Question
    documents: int
    rules: list[ProposedRule]


def proposed_rules(question: Question, *, with_answers: bool) -> Proposed:
    """The best first. `with_answers`: whether answers may be read beside gold by whoever asks."""
    labelled = _labelled(question, with_answers=with_answers)
    documents = Document.objects.in_bulk(list(labelled))
    ids = sorted(documents)[:MOST_READ]
    read = [Labelled(documents[one].text, labelled[one], documents[one].metadata) for one in ids]
    votes = votes_on(question)
    labels = Label.objects.filter(question=question, retired_at=None).in_bulk()
    found = suggest(read, _known(question, votes), _covered(votes, ids), most=MOST_PROPOSED)
    rules = [_shown(one, labels[one.rule.label]) for one in found if one.rule.label in labels]
    return Proposed(question, len(read), rules)


def _shown(suggestion: Suggestion, label: Label) -> ProposedRule:
    rule = suggestion.rule
    return ProposedRule(
        forms.write(rule),
        label,
        condition_in_words(rule.when).said(gettext),
        suggestion.right,
        suggestion.checked,
        suggestion.new,
        suggestion.may_be_luck,
    )


def _labelled(question: Question, *, with_answers: bool) -> dict[int, int]:
    """Documents with their one label: gold that authors may look at, and what all who answered agree on."""
    known = known_documents(question)
    kept_apart = {one.document_id for one in known.documents} - {one.document_id for one in known.authoring}
    labelled = _agreed(question) if with_answers else {}
    labelled = {document: label for document, label in labelled.items() if document not in kept_apart}
    return labelled | {one.document_id: one.labels[0] for one in known.authoring if len(one.labels) == 1}


def _agreed(question: Question) -> dict[int, int]:
    """Open documents to which everybody who answered this question gave the same label."""
    current = Standing.objects.filter(
        project=question.project_id,
        occasion="work",
        document__queue_row__pool=Pool.OPEN,
        current__isnull=False,
    )
    rows = Annotation.objects.filter(
        id__in=current.filter(
            annotator__is_source=False, document__erased_at=None, document__withdrawn_at=None
        ).values("current"),
        responses__question=question,
    )
    said: dict[int, set[int]] = {}
    for document, label in rows.values_list("document", "responses__choices__label"):
        if label is not None:
            said.setdefault(document, set()).add(label)
    return {document: next(iter(labels)) for document, labels in said.items() if len(labels) == 1}


def _known(question: Question, votes: QuestionVotes) -> list[d.Rule]:
    """What a rule says, and what somebody did not want."""
    declarative = [
        one
        for one in votes.versions
        if one.function.kind == LabelingFunction.Kind.DECLARATIVE and one.label_id
    ]
    return rules_of(declarative) + [forms.read(one.definition) for one in declined(question)]


def _covered(votes: QuestionVotes, ids: Sequence[int]) -> dict[int, np.ndarray]:
    """For each label the places among these documents where a rule says it."""
    documents = np.array(ids, dtype=np.int64)
    covered: dict[int, np.ndarray] = {}
    for label in votes.labels:
        said = [one.documents[one.labels == label] for one in votes.votes.values()]
        if said:
            [covered[label]] = np.nonzero(np.isin(documents, np.concatenate(said)))
    return covered
