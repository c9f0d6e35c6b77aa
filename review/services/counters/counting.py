"""The counters of agreement: is what they say what holds, and what do the answers to some documents add to them?

What a document has added lies beside them, so that counting it again adds what is new and nothing else: whoever counts
may be killed, doubled or late. Which answers count, review/services/overlap.py alone says.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import connection

from annotate.models import Project, Question
from review.models import CountedDocument, Counting
from review.services.counters.changes import NOTHING, Changes, Said
from review.services.counters.contents import COUNTED_KINDS, as_array, contents_of, numbers_of
from review.services.counters.slicing import FIRST, First, slices_of
from review.services.overlap import drawn_keys, with_reasons

VERSION = 2  # raise it when what is counted changes: every project is then counted anew

WRITE = """
INSERT INTO review_counteddocument (question_id, document_id, authors, answers, reasons, slices)
SELECT %s, document, authors::bigint[], answers::bigint[], reasons::smallint[], slices::bigint[]
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[])
    AS said (document, authors, answers, reasons, slices)
ON CONFLICT (question_id, document_id) DO UPDATE SET authors = excluded.authors, answers = excluded.answers,
    reasons = excluded.reasons, slices = excluded.slices
"""


def is_right(counting: Counting | None, project: Project) -> bool:
    """Were they counted whole, by the rule that holds now?"""
    rule = (VERSION, drawn_keys(project))
    return bool(counting and counting.is_whole and (counting.version, counting.drawn_keys) == rule)


def counted_questions(project: Project) -> list[Question]:
    """Those that are asked no more as well: they may be asked again."""
    return list(project.questions.filter(kind__in=COUNTED_KINDS))


def count_documents(
    question: Question, documents: Collection[int], new: Collection[int] | None = None
) -> None:
    """Let the counters say what the first answers to these documents say, in the caller's transaction.

    Only answers that were counted before and those among the `new` annotations; all there are without `new`.
    """
    before = _counted(question, documents)
    rows = _first_answers(question, documents, before, new)
    contents = contents_of(question, [row.response for row in rows])
    numbers = numbers_of(question, set(contents.values()))
    said: defaultdict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for row in rows:
        if row.response in contents:
            said[row.document][row.author] = (numbers[contents[row.response]], row.reason)
    slices = slices_of([row for row in rows if row.response in contents])
    after = {document: Said(answers, slices[document]) for document, answers in said.items()}
    changes = Changes()
    changed = [document for document, found in after.items() if found != before.get(document)]
    for document in changed:
        changes.replace(before.get(document, NOTHING), after[document])
    changes.write(question.id)
    _write(question, {document: after[document] for document in sorted(changed)})


def _first_answers(
    question: Question, documents: Collection[int], known: dict[int, Said], new: Collection[int] | None
) -> Sequence[First]:
    rows = with_reasons(question).filter(annotation__document__in=documents).values_list(*FIRST)
    return [
        first
        for first in (First(*row) for row in rows)
        if new is None
        or first.annotation in new
        or first.author in known.get(first.document, NOTHING).answers
    ]


def _counted(question: Question, documents: Collection[int]) -> dict[int, Said]:
    rows = CountedDocument.objects.filter(question=question, document__in=documents)
    return {
        document: Said(dict(zip(authors, zip(answers, reasons, strict=True), strict=True)), tuple(slices))
        for document, authors, answers, reasons, slices in rows.values_list(
            "document_id", "authors", "answers", "reasons", "slices"
        )
    }


def _write(question: Question, documents: dict[int, Said]) -> None:
    if not documents:
        return
    columns = zip(*(_arrays(said) for said in documents.values()), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [question.id, list(documents), *map(list, columns)])


def _arrays(said: Said) -> tuple[str, str, str, str]:
    told = sorted((author, answer, reason) for author, (answer, reason) in said.answers.items())
    authors, answers, reasons = (as_array(column) for column in zip(*told, strict=True))
    return authors, answers, reasons, as_array(said.slices)
