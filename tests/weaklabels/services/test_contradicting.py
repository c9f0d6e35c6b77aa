"""Rules that mark words, or say one of several labels: who contradicts whom, and the documents behind it."""

import pytest

from annotate.models import Batch, Gold
from annotate.services.documents import NewDocument, add_documents
from annotate.services.publishing import publish_schema
from tests.conftest import NAMES, TONE
from weaklabels.matching import forms
from weaklabels.matching.definitions import Keywords, Pattern, Rule, Says
from weaklabels.services.drilling import Asked, documents_behind
from weaklabels.services.figures import board_of
from weaklabels.services.functions import Wish, make_rule

pytestmark = pytest.mark.django_db
TOPICS = {
    "kind": "choices",
    "name": "Topics",
    "required": False,
    "labels": [{"name": "money", "slot": 1, "key": "m"}, {"name": "parcel", "slot": 2, "key": "c"}],
}


@pytest.fixture
def mails(project):
    batch = Batch.objects.create(project=project, name="mails", created_by=project.created_by)
    texts = ["Ann Berg came.", "Ann Berg went to Berg.", "Ann came.", "Nobody came."]
    return add_documents(batch, [NewDocument(text) for text in texts])


@pytest.fixture
def names(project):
    return project.questions.get(name="Names")


@pytest.fixture
def marks(expert, names):
    """Make a rule that marks what the condition matches."""

    def make(condition, label):
        definition = forms.write(Rule(0, condition, Says.SPANS))
        label = names.labels.get(name=label)
        return make_rule(names, Wish(str(condition)[:40], definition, label.id), expert)

    return make


@pytest.fixture
def three(marks):
    """Whole names; first names, with other borders; places, which a name's end is taken for, too."""
    return [
        marks(Pattern(r"Ann Berg|Ann\b"), "person"),
        marks(Keywords(("Ann",)), "person"),
        marks(Keywords(("Berg",)), "place"),
    ]


def behind(question, kind, rule, other=None):
    found = documents_behind(Asked(question, kind, rule, other), after=0, most=50)
    return [one.document for one in found.shown]


def test_the_table_and_the_picture_by_hand(three, names, mails, work):
    """Names against first names: documents 1 and 2. Names against places: the same. First names and places: never."""
    work()
    board = board_of(names)
    assert [
        tuple(row.figures[name] for name in ("covered", "overlapping", "conflicting", "alone"))
        for row in board.rows
    ] == [(3, 3, 2, 0), (3, 3, 2, 0), (2, 2, 2, 0)]
    assert board.project_row == {
        "documents": names.project.documents.count(),
        "covered": 3,
        "overlapping": 3,
        "conflicting": 2,
        "alone": 0,
    }
    cells = [[(cell.overlap, cell.conflict) for cell in cells] for _function, cells in board.picture]
    assert cells == [[(3, 0), (3, 2), (2, 2)], [(3, 2), (3, 0), (2, 0)], [(2, 2), (2, 0), (2, 0)]]


def test_a_cell_leads_to_its_documents(three, names, mails, work):
    work()
    whole, first, place = three
    assert behind(names, "conflicts", whole, place) == mails[:2]
    assert behind(names, "conflicts", first, place) == []
    assert behind(names, "conflicts", first) == mails[:2]
    assert behind(names, "hits", whole, first) == mails[:3]


def test_where_marked_words_may_overlap_only_borders_of_one_label_are_disputed(
    three, project, names, mails, owner, work
):
    published = project.schema.questions
    tone, names_again = ({**TONE, "id": published[0]["id"]}, {**NAMES, "id": names.id, "overlapping": True})
    for wanted, entry in zip((tone, names_again), published, strict=True):
        wanted["labels"] = entry["labels"]
    publish_schema(project, [tone, names_again], owner)
    project.refresh_from_db()
    work()
    whole, first, place = three
    assert behind(names, "conflicts", whole, place) == []
    assert behind(names, "conflicts", whole, first) == mails[:2]


def test_right_and_wrong_marks_lead_to_their_documents(three, names, mails, supervisor, work):
    person = names.labels.get(name="person")
    span = {"start": 0, "end": 8, "label": person.id}
    for document in mails[:2]:
        Gold.objects.create(
            project=document.project,
            document=document,
            question=names,
            schema=document.project.schema,
            content={"spans": [span]},
            origin=Gold.Origin.ADJUDICATED,
            decided_by=supervisor,
        )
    work()
    whole, first, _place = three
    assert behind(names, "right", whole) == mails[:2]
    assert behind(names, "wrong", whole) == behind(names, "right", first) == []
    assert behind(names, "wrong", first) == mails[:2]


def test_several_labels_of_a_document_overlap_and_do_not_contradict(project, mails, owner, expert, work):
    published = project.schema.questions
    publish_schema(project, [*published, TOPICS], owner)
    topics = project.questions.get(name="Topics")
    money, parcel = topics.labels.order_by("id")
    came = make_rule(topics, Wish("came", forms.write(Rule(0, Keywords(("came",)))), money.id), expert)
    ann = make_rule(topics, Wish("ann", forms.write(Rule(0, Keywords(("Ann",)))), parcel.id), expert)
    work()
    board = board_of(topics)
    assert [(row.figures["overlapping"], row.figures["alone"]) for row in board.rows] == [(2, 1), (2, 1)]
    assert "conflicting" not in board.rows[0].figures
    assert not board.has_conflicts
    assert board.picture == []
    assert behind(topics, "conflicts", came, ann) == []
