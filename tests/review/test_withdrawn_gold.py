"""Gold that a change of the labels withdrew is gold for nobody who reads it; what was kept of it before stays."""

import pytest
from django.db import connection

from annotate.documents.history import history_of
from annotate.exports.snapshot import COUNT_WITH_GOLD, GOLD, WITH_GOLD
from annotate.models import Gold
from annotate.queue.checks import COUNT_LEFT
from annotate.services.gold import Accepted, Basis, accept, gold_of, make_gold
from booklet.services.showing import _newest_gold
from review.services.disagreements.ranking import settled
from review.services.releases.reading import HOLDING_GOLD
from tests.annotate.answering import says
from weaklabels.services.gold import known_documents

pytestmark = pytest.mark.django_db


@pytest.fixture
def tone(project):
    return project.questions.get(name="Tone")


@pytest.fixture
def said(membership, documents, answer):
    return says(membership, answer, documents[0], takes_slot=True)


def readers(project, tone, said, person):
    """What each of those who read gold knows of the document."""
    document = said.document
    rows = {}
    with connection.cursor() as cursor:
        for name, statement in (("exports", WITH_GOLD), ("their rows", GOLD), ("releases", HOLDING_GOLD)):
            cursor.execute(statement, [project.id, [document.id]])
            rows[name] = cursor.fetchall()
        cursor.execute(COUNT_WITH_GOLD, [project.id])
        [[count]] = cursor.fetchall()
        questions = list(project.questions.values_list("id", flat=True))
        cursor.execute(COUNT_LEFT, {"project": project.id, "questions": questions, "people": [person.id]})
        checks = cursor.fetchall()
    found = {
        "decisions": gold_of(document),
        "rules": known_documents(tone).documents,
        "disagreements": settled(tone, {document.id: [said.id]}),
        "the booklet": _newest_gold({document.id}),
        "an export's count": count,
        "gold checks": sum(count for _person, count in checks),
        **rows,
    }
    return {reader for reader, what in found.items() if what}


def test_it_is_gold_for_nobody(project, tone, said, owner, second_annotator):
    [gold, *more] = make_gold(said, owner)
    all_of_them = readers(project, tone, said, second_annotator)
    assert len(all_of_them) == 9
    contents = {one.question_id: Gold.WITHDRAWN for one in (gold, *more)}
    accept([Accepted(said.document_id, contents, Basis((), ()))], project.schema, owner)
    assert readers(project, tone, said, second_annotator) == set()
    make_gold(said, owner)
    assert readers(project, tone, said, second_annotator) == all_of_them, "somebody decided anew"


def test_the_history_of_a_document_says_so(project, tone, said, owner):
    make_gold(said, owner)
    accept([Accepted(said.document_id, {tone.id: Gold.WITHDRAWN}, Basis((), ()))], project.schema, owner)
    newest = Gold.objects.filter(question=tone).latest("id")
    [told] = history_of(said.document, with_answers=True).said[f"gold-{newest.id}"]
    assert told.state == "withdrawn"
