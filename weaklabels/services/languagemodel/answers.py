"""What a language model said: answers that are kept, and those of the sample as its page shows them."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from annotate.models import Document, Label
from weaklabels.languagemodel.prompts import Prompt
from weaklabels.languagemodel.quoting import Mark, Quoted, quoted_in
from weaklabels.matching.compiled import Hit
from weaklabels.models import FunctionVersion, ModelAnswer
from weaklabels.services.documents import living_ids
from weaklabels.services.hits import Excerpt, excerpt
from weaklabels.services.previewing import shown_to_authors

SAMPLE = 20


@dataclass(frozen=True)
class Answer:
    """One of the answers a rule allows, "" for none of them; where it is asked for words, what it quoted."""

    word: str = ""
    quoted: Quoted | None = None

    @classmethod
    def read(cls, prompt: Prompt, said: str, text: str) -> Self:
        """What was said of this text."""
        if prompt.marks_words:
            return cls(quoted=quoted_in(said, prompt.sent_of(text), prompt.answers))
        return cls(prompt.answer_in(said))

    @classmethod
    def of(cls, row: ModelAnswer) -> Self:
        if row.marks is None:
            return cls(row.answer)
        return cls(quoted=Quoted(tuple(Mark(*mark) for mark in row.marks), row.absent, row.unread))

    @property
    def columns(self) -> dict[str, object]:
        """As a row keeps it: places in a text, none of its words."""
        if self.quoted is None:
            return {"answer": self.word}
        marks = [list(mark) for mark in self.quoted.marks]
        return {"marks": marks, "absent": self.quoted.absent, "unread": self.quoted.unread}

    @property
    def words(self) -> list[str]:
        """The answers that were given, each once."""
        if self.quoted is None:
            return [self.word] if self.word else []
        return sorted({mark.answer for mark in self.quoted.marks})


@dataclass(frozen=True)
class Shown:
    """A document of the sample, and what was said of it. `is_understood` where that is an answer the rule allows."""

    document: Document
    labels: list[Label]
    is_understood: bool
    excerpt: Excerpt | None  # with the words it marked


def sample_of(version: FunctionVersion) -> list[int]:
    """Twenty documents outside the audit share, always the same of a project."""
    question = version.function.question
    ids = living_ids(question.project)
    places = shown_to_authors(question, ids)[0].tolist()
    drawn = random.Random(question.project.seed).sample(places, min(SAMPLE, len(places)))  # noqa: S311 - a sample, no secret
    return sorted(int(ids[place]) for place in drawn)


def known_answers(version: FunctionVersion, keys: Iterable[bytes]) -> dict[bytes, Answer]:
    rows = ModelAnswer.objects.filter(project=version.function.project_id, key__in=list(keys))
    return {bytes(row.key): Answer.of(row) for row in rows}


def answered_sample(version: FunctionVersion) -> list[tuple[Document, Answer]]:
    """Those of the twenty that were asked about, with the answer."""
    prompt = Prompt.read(version.definition)
    documents = Document.objects.in_bulk(sample_of(version))
    keys = {number: prompt.key(document.text) for number, document in documents.items()}
    known = known_answers(version, keys.values())
    return [(documents[number], known[key]) for number, key in keys.items() if key in known]


def shown_sample(version: FunctionVersion) -> list[Shown]:
    prompt, labels = Prompt.read(version.definition), version.function.question.labels.in_bulk()
    return [_shown(document, answer, prompt, labels) for document, answer in answered_sample(version)]


def _shown(document: Document, answer: Answer, prompt: Prompt, labels: Mapping[int, Label]) -> Shown:
    meant = [prompt.label_of(word) for word in answer.words]
    said = [labels[label] for label in meant if label in labels]
    quoted = answer.quoted
    if quoted is None:
        return Shown(document, said, is_understood=bool(answer.word), excerpt=None)
    marks = tuple((mark.start, mark.end) for mark in quoted.marks)
    return Shown(
        document,
        said,
        is_understood=bool(marks) or not (quoted.absent or quoted.unread),
        excerpt=excerpt(document.text, Hit(marks)),
    )
