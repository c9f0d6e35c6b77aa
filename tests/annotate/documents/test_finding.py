"""Every filter, alone and together, finds what a plain look at every document finds, on every way to find it."""

import itertools
from datetime import UTC, datetime

import pytest
from django.http import QueryDict

from annotate import jobs
from annotate.documents import finding, searches
from annotate.documents.filters import Filters, State, from_values, read_filters
from annotate.documents.finding import all_matching, count, find_page
from annotate.documents.indexing import KIND, lag
from annotate.models import Batch, Choice, Document, Hold, Membership, QueueRow, Standing
from annotate.problems import Invalid
from annotate.roles import Role
from annotate.services.documents import NewDocument, add_documents
from annotate.services.projects import add_member, create_project
from tests.annotate.answering import says
from tests.annotate.every_kind import Asked, project_of_every_kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(project, batch, membership, second_annotator, answer):
    """Forty documents in two batches, in every state, some answered by Ada, Ben or both."""
    QueueRow.objects.filter(project=project).update(wants=2)
    project.wants = project.overlap_wants = 2
    project.save()
    second_batch = Batch.objects.create(project=project, name="second", created_by=project.created_by)
    documents = []
    for number in range(40):
        text = (
            "the delivery came late"
            if number % 3
            else "the Delivery, ONCE xylophone" * (number == 9) or "nothing"
        )
        new = NewDocument(
            text, external_id=f"n{number}", metadata={"channel": "phone" if number % 4 else "mail"}
        )
        documents += add_documents(second_batch if number >= 25 else batch, [new])
    ben = Membership.objects.select_related("project__schema").get(project=project, user=second_annotator)
    for document in documents[::5]:
        says(membership, answer, document, tone_label=document.id % 2, takes_slot=True)
    for document in documents[::7]:
        says(ben, answer, document, tone_label=0, spans=[(0, 3, 0)], takes_slot=True)
    for document in documents[1::11]:
        Standing.objects.create(
            project=project,
            document=document,
            annotator=second_annotator,
            state="assigned",
            stream="assigned",
            holds_slot=True,
        )
        QueueRow.objects.filter(document=document).update(claimed=1)
    Document.objects.filter(id=documents[3].id).update(withdrawn_at=datetime(2026, 11, 23, tzinfo=UTC))
    for document in (documents[3], documents[4]):
        Hold.objects.create(document=document, reason="skipped")
        QueueRow.objects.filter(document=document).update(is_held=True)
    jobs.due(KIND, project.id)
    jobs.run_due()
    return documents


def state_of(document):
    row = document.queue_row
    busy = document.standings.filter(holds_slot=True, state__in=["leased", "assigned", "returned"]).exists()
    if document.withdrawn_at:
        return State.WITHDRAWN
    if row.is_held:
        return State.HELD
    if busy:
        return State.LABELLING
    return State.OPEN if row.claimed == 0 else State.ANSWERED if row.claimed >= row.wants else State.PARTLY


def facts_of(documents):
    """Every document as a plain look finds it."""
    facts = []
    for document in Document.objects.filter(id__in=[document.id for document in documents]).order_by("id"):
        own = document.standings.filter(state__in=["answered", "returned"])
        labels = Choice.objects.filter(response__annotation__in=own.values("current")).values_list(
            "label", flat=True
        )
        facts.append(
            {
                "id": document.id,
                "text": document.text.lower(),
                "metadata": document.metadata,
                "batch": document.batch_id,
                "state": state_of(document),
                "labels": set(labels),
                "answered_by": set(own.values_list("annotator", flat=True)),
                "waits_for": set(
                    document.standings.filter(state="assigned").values_list("annotator", flat=True)
                ),
            }
        )
    return facts


def plainly(facts, filters):
    """The ids of those of which every filter holds."""
    return [
        fact["id"]
        for fact in facts
        if all(word in fact["text"] for word in filters.q.split())
        and all(fact["metadata"].get(key) == value for key, value in filters.meta)
        and filters.batch in {None, fact["batch"]}
        and filters.state in {"", fact["state"]}
        and {filters.label} - {None} <= fact["labels"]
        and {filters.answered_by} - {None} <= fact["answered_by"]
        and {filters.waits_for} - {None} <= fact["waits_for"]
    ]


def some_filters(project, annotator, second_annotator):
    label = project.schema.questions[0]["labels"][0]["id"]
    batch = project.batches.get(name="second").id
    choices = {
        "q": ["", "delivery", "late delivery", "xylophone"],
        "meta": [(), (("channel", "phone"),)],
        "batch": [None, batch],
        "label": [None, label],
        "answered_by": [None, annotator.id],
    }
    for values in itertools.product(*choices.values()):
        yield Filters(**dict(zip(choices, values, strict=True)))
    for state in State.values:
        yield Filters(state=state)
        yield Filters(state=state, q="delivery", waits_for=second_annotator.id)


@pytest.mark.parametrize(("candidates", "glance"), [(0, 1), (3, 1), (4_000, 1), (3, 2_000)])
def test_every_filter_finds_what_a_plain_look_finds(
    project, world, annotator, second_annotator, monkeypatch, candidates, glance
):
    monkeypatch.setattr(searches, "MOST_CANDIDATES", candidates)
    monkeypatch.setattr(searches, "WINDOW", 7)
    monkeypatch.setattr(searches, "GLANCE", glance)
    facts = facts_of(world)
    for filters in some_filters(project, annotator, second_annotator):
        expected = plainly(facts, filters)
        assert find_page(project, filters).ids == expected, filters
        assert count(project, filters) == finding.Count(len(expected), is_exact=True)
        assert [id_ for ids in all_matching(project, filters) for id_ in ids] == expected


@pytest.mark.parametrize("candidates", [0, 4_000])
@pytest.mark.parametrize("filters", [Filters(), Filters(q="delivery"), Filters(q="delivery", state="open")])
def test_pages_follow_each_other_there_and_back(project, world, monkeypatch, candidates, filters):
    monkeypatch.setattr(searches, "MOST_CANDIDATES", candidates)
    monkeypatch.setattr(finding, "PAGE", 4)
    monkeypatch.setattr(searches, "WINDOW", 5)
    monkeypatch.setattr(searches, "GLANCE", 3)
    expected = plainly(facts_of(world), filters)
    pages = [find_page(project, filters)]
    assert pages[0].before is None
    while pages[-1].after:
        pages.append(find_page(project, filters, after=pages[-1].after))
    assert [id_ for page in pages for id_ in page.ids] == expected
    there = [page.ids for page in pages]
    back = [pages[-1]]
    while back[-1].before:
        back.append(find_page(project, filters, before=back[-1].before))
    assert [page.ids for page in reversed(back)] == there


def test_a_walk_that_takes_too_long_says_how_far_it_came(project, world, monkeypatch):
    monkeypatch.setattr(searches, "MOST_CANDIDATES", 0)
    monkeypatch.setattr(searches, "WINDOW", 5)
    monkeypatch.setattr(searches, "GLANCE", 3)
    monkeypatch.setattr(searches, "WALK_SECONDS", 0)
    page = find_page(project, Filters(q="xylophone"))
    assert page.ids == []
    assert page.looked_until == page.after == world[4].id
    assert count(project, Filters(q="delivery")).is_exact is False


def test_more_than_the_most_are_not_counted(project, world, monkeypatch):
    monkeypatch.setattr(finding, "MOST_COUNTED", 10)
    assert count(project, Filters()) == finding.Count(10, is_exact=False)


def test_a_page_costs_the_same_number_of_statements_for_any_filter(
    project, world, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        find_page(project, Filters(q="delivery", state="open"))


def test_another_projects_words_are_not_found(project, world, owner):
    other = create_project(owner, "Other")
    assert find_page(other, Filters(q="delivery")).ids == []


def test_an_import_makes_the_index_due_and_the_job_fills_it(
    project, batch, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        [document] = add_documents(batch, [NewDocument("Brand new", external_id="x-1")])
    assert lag(project)
    assert find_page(project, Filters(q="brand")).ids == []
    jobs.run_due()
    assert lag(project) is None
    assert (
        find_page(project, Filters(q="brand")).ids
        == find_page(project, Filters(q="x-1")).ids
        == [document.id]
    )


@pytest.mark.parametrize(
    "query",
    [
        "created_by__password__startswith=p",
        "ordering=user__password",
        "label__name=glad",
        "q__contains=x",
        "state=done",
        "label=999999",
        "label=x",
        "answered_by=-1",
        "batch=99999999999999999999",
        "meta=nonsense",
        "q=...",
    ],
)
def test_what_is_no_filter_is_refused_with_a_sentence(membership, supervisor, project, query):
    sam = Membership.objects.get(project=project, user=supervisor)
    with pytest.raises(Invalid) as refused:
        read_filters(QueryDict(query), sam)
    assert str(refused.value).endswith((".",))


def test_a_label_of_another_project_is_not_known_here(project, supervisor):
    other = create_project(supervisor, "Other")
    sam = Membership.objects.get(project=other, user=supervisor)
    label = project.schema.questions[0]["labels"][0]["id"]
    with pytest.raises(Invalid):
        read_filters(QueryDict(f"label={label}"), sam)


def test_who_annotates_blindly_cannot_filter_by_answers(project, expert):
    add_member(project, expert, [Role.EXPERT, Role.ANNOTATOR], by=project.created_by)
    membership = Membership.objects.select_related("project").get(project=project, user=expert)
    with pytest.raises(Invalid, match="state"):
        read_filters(QueryDict("state=open"), membership)


def test_filters_survive_the_way_through_an_address(project, batch):
    filters = Filters(q="a b", meta=(("k", "v=w"),), batch=batch.id, state="open")
    query = QueryDict(filters.address)
    assert from_values(query.dict() | {"meta": query.getlist("meta")}, project) == filters


@pytest.mark.parametrize("way", ["walked", "probed"])
def test_a_label_stands_for_those_below_it_whatever_it_labels(
    owner, annotator, batch, documents, way, monkeypatch
):
    """In choices, in spans and in relations."""
    project = project_of_every_kind(owner)
    add_member(project, annotator, [Role.ANNOTATOR], by=owner)
    membership = Membership.objects.select_related("project__schema").get(project=project, user=annotator)
    asked = Asked(project.schema)
    batch = Batch.objects.create(project=project, name="second", created_by=owner)
    first, second, third = add_documents(
        batch, [NewDocument(text) for text in ("Ann in Rome.", "Bob.", "None.")]
    )
    ann, rome = asked.span(0, 3), asked.span(7, 11, "place")
    for document, said in [
        (
            first,
            {"spans": [ann, rome], "relations": [asked.relation(ann, rome)], "tone": "cross", "reason": "x"},
        ),
        (second, {"tone": "furious", "reason": "y"}),
        (third, {"tone": "glad"}),
    ]:
        body = asked.body(document, **said)
        says(membership, lambda _document, body=body, **more: body | more, document)
    if way == "probed":
        monkeypatch.setattr(searches, "GLANCE", 1)

    def found(question, name):
        return find_page(project, Filters(label=asked.label(question, name))).ids

    assert found("Tone", "cross") == [first.id, second.id]
    assert found("Tone", "furious") == [second.id]
    assert found("Names", "place") == found("Related", "went to") == [first.id]
    assert found("Related", "knows") == []
