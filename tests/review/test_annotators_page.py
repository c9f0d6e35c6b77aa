"""What the page of annotators grades, by what, and who sees whom."""

import uuid

import pytest

from annotate.models import Annotation, Batch, Choice, Gold, Membership, Response
from annotate.services.documents import NewDocument, add_documents
from annotate.services.gold import make_gold
from review.sampling import upper_bound
from review.sampling.proportion import Proportion
from review.services import annotators
from review.services.annotators import ENOUGH, against_gold, against_oneself, doings
from tests.annotate.answering import says

pytestmark = pytest.mark.django_db
GLAD, CROSS = 0, 1


@pytest.fixture
def tone(project):
    return project.questions.get(name="Tone")


@pytest.fixture
def cards(project, supervisor):
    batch = Batch.objects.create(project=project, name="cards", created_by=supervisor)
    return add_documents(batch, [NewDocument(f"Card {number}.") for number in range(25)])


@pytest.fixture
def answered(project, annotator, answer, cards):
    """Ada says "glad" to everything."""
    ada = Membership.objects.select_related("project__schema").get(project=project, user=annotator)
    for document in cards:
        says(ada, answer, document, tone_label=GLAD)
    return cards


@pytest.fixture
def gold(project, tone, supervisor):
    labels = list(tone.labels.order_by("id"))

    def made(documents, label=GLAD, **fields):
        fields = {"origin": "blind_expert", "decided_by": supervisor} | fields
        for document in documents:
            Gold.objects.create(
                project=project,
                document=document,
                question=tone,
                schema=project.schema,
                content={"labels": [labels[label].id]},
                **fields,
            )

    return made


@pytest.fixture
def page(client, project):
    def get(user, address="annotators/", status=200):
        client.force_login(user)
        reply = client.get(f"/projects/{project.slug}/review/{address}")
        assert reply.status_code == status
        return reply.content.decode()

    return get


def test_first_answers_are_held_against_the_newest_gold(project, annotator, tone, answered, gold):
    gold(answered, CROSS)
    gold(answered[:20], GLAD)
    told = against_gold(project, [annotator])[annotator.id, tone.id]
    assert (sum(told), len(told)) == (20, 25)


def test_what_was_mended_later_is_still_what_was_said_first(project, annotator, tone, answered, gold, answer):
    ada = Membership.objects.select_related("project__schema").get(project=project, user=annotator)
    says(ada, answer, answered[0], tone_label=CROSS)
    gold(answered[:1], CROSS)
    assert against_gold(project, [annotator])[annotator.id, tone.id] == [False]


@pytest.mark.parametrize(
    "made_so",
    [
        lambda ada: {"answered_by": [ada.id]},
        lambda ada: {"origin": "aggregated"},
        lambda ada: {"decided_by": ada},
    ],
    ids=["of her own answer", "by a vote", "by herself"],
)
def test_gold_that_would_only_grade_itself_grades_nobody(project, annotator, answered, gold, made_so):
    gold(answered, **made_so(annotator))
    assert against_gold(project, [annotator]) == {}


def test_gold_made_of_the_answer_to_a_gold_check_does_not_grade_it(
    project, second_annotator, tone, answered, gold, supervisor
):
    """Ben's only answer to this card is a check; accepted, it would always be right."""
    check = Annotation.objects.create(
        key=uuid.uuid4(),
        body_hash=b"",
        project=project,
        document=answered[0],
        author=second_annotator,
        schema=project.schema,
        occasion="gold_check",
        stream="gold_check",
    )
    response = Response.objects.create(annotation=check, question=tone, state="answered")
    Choice.objects.create(response=response, label=tone.labels.get(name="cross"))
    gold(answered[:1], GLAD)
    assert against_gold(project, [second_annotator])[second_annotator.id, tone.id] == [False]
    [made] = make_gold(check, supervisor)
    assert second_annotator.id in made.answered_by
    assert against_gold(project, [second_annotator]) == {}


def test_a_repeat_is_held_against_what_was_said_before(project, annotator, tone, answered):
    labels = list(tone.labels.order_by("id"))
    for number, document in enumerate(answered[:4]):
        repeat = Annotation.objects.create(
            key=uuid.uuid4(),
            body_hash=b"",
            project=project,
            document=document,
            author=annotator,
            schema=project.schema,
            occasion="repeat",
            stream="repeat",
        )
        response = Response.objects.create(annotation=repeat, question=tone, state="answered")
        Choice.objects.create(response=response, label=labels[CROSS if number == 0 else GLAD])
    assert against_oneself(project, [annotator])[annotator.id, tone.id] == [False, True, True, True]


def test_below_the_stated_number_there_is_no_figure(page, supervisor, answered, gold):
    gold(answered[: ENOUGH - 1])
    assert "too few answers" in page(supervisor)
    assert "100\xa0%" not in page(supervisor)


def test_supervisors_see_everybody_with_intervals(page, supervisor, answered, gold, second_annotator):
    gold(answered)
    shown = page(supervisor)
    assert "Ada" in shown
    assert "Ben" in shown
    assert "86\xa0% to 100\xa0%" in shown
    assert "25 answers" in shown


def test_annotators_see_their_own_and_nobody_elses(page, annotator, second_annotator, answered, gold):
    gold(answered)
    assert "Ben" not in page(annotator, "my-figures/")
    shown = page(second_annotator, "my-figures/")
    assert "Ada" not in shown
    assert "25 answers" not in shown
    page(second_annotator, status=403)


def test_one_answer_more_tells_its_annotator_nothing_of_its_gold(project, annotator, answered, gold):
    """Their own figures move by ten answers at a time."""
    gold(answered)
    [ada] = doings(project, [annotator], steadily=True)
    assert [one.gold for one in ada.grades if one.gold.of] == [Proportion(20, 20)]


def test_nor_does_it_where_there_are_more_than_are_read(
    project, annotator, answered, gold, answer, supervisor, monkeypatch
):
    """The newest that are read do not move on by one with each answer."""
    monkeypatch.setattr(annotators, "MOST_READ", 40)  # to both questions: of 20 cards
    monkeypatch.setattr(annotators, "STRIDE", 20, raising=False)
    gold(answered)

    def figures():
        [ada] = doings(project, [annotator], steadily=True)
        return [(one.gold, one.again) for one in ada.grades]

    before = figures()
    batch = Batch.objects.create(project=project, name="one more", created_by=supervisor)
    [wrong] = add_documents(batch, [NewDocument("Ada is wrong about this card.")])
    membership = Membership.objects.select_related("project__schema").get(project=project, user=annotator)
    says(membership, answer, wrong, tone_label=GLAD)
    gold([wrong], CROSS)
    assert figures() == before


def test_the_interval_is_that_of_whole_numbers():
    for hits, of in ((0, 20), (1, 30), (19, 20), (40, 40), (13, 77)):
        low, high = Proportion(hits, of).interval
        assert high == pytest.approx(float(upper_bound(hits, of, "0.975")), abs=2e-8)
        assert low == pytest.approx(1 - float(upper_bound(of - hits, of, "0.975")), abs=2e-8)
