"""What is odd about a question's rules and gold, each in a sentence that says what to do."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.models import Document, Label
from weaklabels.models import FunctionVersion
from weaklabels.services.gold import Known
from weaklabels.services.votes import Votes

MOST_NAMED = 5
MANY = 10  # hits


@dataclass(frozen=True)
class Trouble:
    """A sentence, and the documents it is about."""

    sentence: str
    documents: Sequence[Document] = field(default_factory=list)


def troubles_of(
    versions: Sequence[FunctionVersion],
    votes: Mapping[int, Votes],
    labels: Mapping[int, Label],
    gold: Sequence[Known],
) -> list[Trouble]:
    """`gold` is what authors may look at: of the rest no document is named."""
    return [
        *_of_retired_labels(versions),
        *_silent(versions, votes),
        *_said_twice(versions, votes),
        *_contradicted(gold, labels),
    ]


def _of_retired_labels(versions: Sequence[FunctionVersion]) -> Iterator[Trouble]:
    for version in versions:
        if version.label and version.label.retired_at:
            yield Trouble(
                _(
                    "“%(rule)s” says “%(label)s”, a label that was retired: its votes count for nothing. "
                    "Give the rule another label, or retire it too."
                )
                % {"rule": version.function.name, "label": version.label.name}
            )


def _silent(versions: Sequence[FunctionVersion], votes: Mapping[int, Votes]) -> Iterator[Trouble]:
    """While none has looked at a document yet, nobody can say so."""
    has_looked = any(version.column.seen for version in versions)
    if has_looked and not any(len(votes[version.id]) for version in versions):
        yield Trouble(
            _(
                "All rules are silent: none of them says anything of any document. Widen one of them, "
                "or begin with words from a document of the label."
            )
        )


def _said_twice(versions: Sequence[FunctionVersion], votes: Mapping[int, Votes]) -> Iterator[Trouble]:
    """Rules that say the very same of the very same documents count one opinion twice."""
    alike = defaultdict(list)
    for version in versions:
        said = votes[version.id]
        columns = (said.documents, said.labels, said.starts, said.ends)
        alike[tuple(b"" if column is None else column.tobytes() for column in columns)].append(version)
    for same in alike.values():
        if len(same) > 1 and _is_no_chance(same, len(votes[same[0].id])):
            names = [_("“%(name)s”") % {"name": version.function.name} for version in same[:MOST_NAMED]]
            yield Trouble(
                _(
                    "%(rules)s say the same of the same documents, so one opinion counts several times. "
                    "Retire all but one."
                )
                % {"rules": ", ".join(names)}
            )


def _is_no_chance(same: Sequence[FunctionVersion], hits: int) -> bool:
    """Different rules may well agree on a handful of documents."""
    return hits >= MANY or (hits > 0 and all(one.definition == same[0].definition for one in same))


def _contradicted(gold: Sequence[Known], labels: Mapping[int, Label]) -> Iterator[Trouble]:
    """Equal texts with different gold: no rule can be right about both."""
    known = {one.document_id: frozenset(one.labels) for one in gold if one.labels}
    by_text = defaultdict(list)
    for document in Document.objects.filter(id__in=known).defer("text", "metadata").order_by("id"):
        by_text[bytes(document.sha256)].append(document)
    disputed = [
        documents for documents in by_text.values() if len({known[document.id] for document in documents}) > 1
    ]
    if disputed:
        yield Trouble(
            ngettext(
                "Gold contradicts itself: %(count)s text has different labels in different documents (%(labels)s). "
                "Decide which is right, and make it gold for all of them.",
                "Gold contradicts itself: %(count)s texts have different labels in different documents (%(labels)s). "
                "Decide which is right, and make it gold for all of them.",
                len(disputed),
            )
            % {"count": len(disputed), "labels": _named(known, disputed, labels)},
            [document for documents in disputed for document in documents][: 2 * MOST_NAMED],
        )


def _named(
    known: Mapping[int, frozenset[int]], disputed: Sequence[Sequence[Document]], labels: Mapping[int, Label]
) -> str:
    said = sorted({label for documents in disputed for one in documents for label in known[one.id]})
    return ", ".join(labels[label].name for label in said[:MOST_NAMED] if label in labels)
