"""The page of agreement: which answers count, what is said of them, and the documents behind each cell."""

import csv
import io
import re

import numpy as np
import pytest

from annotate.models import Batch, Membership, QueueRow, Source, Suggestion
from annotate.services import work
from annotate.services.annotations import parse_submission, save_annotation
from annotate.services.documents import NewDocument, add_documents
from booklet.services.scheme.applying import apply
from booklet.services.scheme.plans import Wish
from review.agreement import ENOUGH, State, Units
from review.services import overlap
from review.services.comparing import compare, of_label
from review.services.overlap import Which, left_out
from tests.conftest import make_user

pytestmark = pytest.mark.django_db
GLAD, CROSS = 0, 1


@pytest.fixture
def world(project, annotator, second_annotator, supervisor, answer):
    """Documents that Ada and Ben answer: `world([(glad, cross), ...])`, None where one of them did not."""
    project.wants = project.overlap_wants = 2
    project.save()

    def told(pairs, marks=None, suggested=()):
        batch = Batch.objects.create(project=project, name="texts", created_by=supervisor)
        texts = [NewDocument(f"Ann went to Rome, part {number}.") for number, _pair in enumerate(pairs)]
        documents = add_documents(batch, texts)
        for number in suggested:
            suggest(project, documents[number])
        places = {document.id: number for number, document in enumerate(documents)}
        for whose, person in enumerate((annotator, second_annotator)):
            for lent in everything_for(Membership.objects.get(project=project, user=person)):
                number = places[lent["id"]]
                if pairs[number][whose] is not None:
                    spans = marks[number][whose] if marks else ()
                    body = answer(lent, tone_label=pairs[number][whose], spans=spans)
                    membership = Membership.objects.select_related("project__schema").get(
                        project=project, user=person
                    )
                    save_annotation(membership, documents[number], parse_submission(body))
        return documents

    return told


def everything_for(membership):
    """Each document once, lent as the workbench lends them: a few at a time."""
    seen = set()
    while lent := [one for one in work.lend(membership, 5, [])["documents"] if one["id"] not in seen]:
        yield from lent
        seen |= {one["id"] for one in lent}


def suggest(project, document):
    source = project.sources.first() or Source.objects.create(
        project=project, name="model", user=make_user("model", is_source=True)
    )
    question = tone(project)
    content = {"labels": [question.labels.first().id]}
    Suggestion.objects.create(
        project=project, document=document, question=question, source=source, content=content
    )


@pytest.fixture
def page(client, project, supervisor):
    def get(address="", user=supervisor, status=200):
        client.force_login(user)
        reply = client.get(f"/projects/{project.slug}/review/{address}")
        assert reply.status_code == status
        return reply.content.decode()

    return get


def tone(project):
    return project.questions.get(name="Tone")


def names(project):
    return project.questions.get(name="Names")


def test_people_who_agree_are_reliable(world, page, project):
    world([(GLAD, GLAD), (CROSS, CROSS)] * 50)
    shown = page()
    assert "100 documents have independent first answers" in shown
    assert "Reliable: even the lower end" in shown
    assert re.search(r"Krippendorff.*?1\.00", shown, re.DOTALL)


def test_agreement_below_chance_is_a_number_in_the_file(world, page):
    """No spreadsheet takes it for a formula, and no program for a text."""
    world([(GLAD, CROSS), (CROSS, GLAD)] * 30)
    rows = list(csv.reader(io.StringIO(page("figures.csv?of=agreement"))))
    assert rows[2][0] == "Krippendorff's alpha"
    assert float(rows[2][1]) < 0


def test_a_cell_of_the_matrix_leads_to_its_documents(world, page, project):
    documents = world([(GLAD, CROSS), (GLAD, GLAD), (CROSS, GLAD), (CROSS, CROSS)])
    [address] = set(
        re.findall(r'href="[^"]*/review/(documents/\?[^"]*)"[^>]*><span[^>]*>glad, cross', page())
    )
    shown = page(address.replace("&amp;", "&"))
    assert "2 documents" in shown
    assert [str(document) in shown for document in documents] == [True, False, True, False]
    assert "Ada" in shown
    assert "Ben" in shown


def test_below_the_stated_number_there_is_a_sentence_and_no_figure(world, page):
    world([(GLAD, CROSS), (GLAD, GLAD)])
    shown = page()
    assert "Too few documents with two independent answers" in shown
    assert "too few documents: 50 are needed" in shown
    assert '<svg class="chart' not in shown


def test_one_label_only_is_undefined(world, page):
    world([(GLAD, GLAD)] * 100)
    assert "undefined: one label only" in page()


def test_nothing_in_common_is_no_error(world, page):
    world([(GLAD, None), (CROSS, None)])
    assert "Nothing can be compared yet" in page()


def test_answers_given_beside_a_suggestion_are_not_independent(world, project):
    world([(GLAD, GLAD), (CROSS, CROSS)], suggested=[0])
    assert compare(tone(project)).documents == 1
    assert compare(tone(project), Which.ALL).documents == 2
    assert left_out(tone(project)).suggested == 2


def test_only_documents_drawn_for_overlap_count(world, project):
    """A second answer that somebody asked for by hand is no random one."""
    documents = world([(GLAD, GLAD), (CROSS, CROSS), (GLAD, CROSS)])
    project.wants, project.overlap_percent = 1, 10
    project.save()
    QueueRow.objects.filter(document=documents[0]).update(overlap_key=999)
    QueueRow.objects.filter(document__in=documents[1:]).update(overlap_key=1000)
    assert compare(tone(project)).documents == 1
    assert left_out(tone(project)).undrawn == 4


def test_an_answer_changed_later_counts_as_it_was_first(world, project, annotator, answer):
    [document] = world([(GLAD, CROSS)])
    first = document.annotations.get(author=annotator)
    membership = Membership.objects.get(project=project, user=annotator)
    body = answer({"sha256": bytes(document.sha256).hex()}, tone_label=CROSS, replaces=str(first.key))
    save_annotation(membership, document, parse_submission(body))
    [pair] = compare(tone(project)).pairs
    assert (pair.documents, pair.agreed) == (1, 0.0)


def test_marks_are_compared_and_each_difference_leads_to_its_documents(world, page, project):
    ann, rome, wide = (0, 3, 0), (12, 16, 1), (9, 16, 1)
    documents = world(
        [(GLAD, GLAD)] * 3,
        marks=[([ann, rome], [ann, rome]), ([ann], [ann, rome]), ([rome], [wide])],
    )
    shown = page(f"?question={names(project).id}")
    assert "How marks differ" in shown
    counts = compare(names(project)).differences
    assert {str(kind): count for kind, count in counts.items()} == {
        "none": 3,
        "label": 0,
        "boundary": 1,
        "both": 0,
        "missed": 1,
    }
    behind = page(f"documents/?question={names(project).id}&kind=boundary")
    assert [str(document) in behind for document in documents] == [False, False, True]
    assert "to Rome" in behind


def test_a_project_that_is_not_blind_says_so(world, page, project):
    world([(GLAD, GLAD)])
    project.is_blind = False
    project.save()
    assert "partly imitation" in page()


@pytest.mark.parametrize("address", ["?which=some", "documents/?one=x", "documents/?kind=odd&one=1"])
def test_what_is_asked_wrongly_is_answered_with_a_sentence(world, page, project, address):
    world([(GLAD, GLAD)])
    question = f"&question={names(project).id}" if "kind" in address else ""
    assert "“" in page(address + question, status=422) or "no such list" in page(
        address + question, status=422
    )


@pytest.mark.parametrize("address", ["?question=999999", "?question=x", "documents/?question=999999"])
def test_a_question_of_nobody_is_not_found(world, page, address):
    world([(GLAD, GLAD)])
    page(address, status=404)


def test_it_asks_the_database_as_often_for_many_documents_as_for_few(
    world, project, client, supervisor, django_assert_max_num_queries
):
    world([(GLAD, CROSS)] * 20)
    client.force_login(supervisor)
    with django_assert_max_num_queries(20):
        client.get(f"/projects/{project.slug}/review/")


def test_of_very_many_answers_a_random_part_is_read(world, page, project, monkeypatch):
    documents = world([(GLAD, GLAD), (CROSS, CROSS), (GLAD, CROSS), (CROSS, CROSS)])
    for place, document in enumerate(documents):
        QueueRow.objects.filter(document=document).update(overlap_key=2_500 * place)
    monkeypatch.setattr(overlap, "MOST_READ", 4)  # of 8
    assert compare(tone(project)).documents == 2
    assert "50\xa0% of the documents to be compared" in page()


@pytest.mark.parametrize(("having", "state"), [(3, State.TOO_FEW), (9, State.TOO_FEW), (10, State.MEASURED)])
def test_a_rare_label_has_no_figure_of_its_own(having, state):
    documents = np.repeat(np.arange(ENOUGH + having), 2)
    units = Units.of(documents, (documents < having).astype(int), 2)
    assert (of_label(units).state, of_label(units).value) == (state, 1.0 if state is State.MEASURED else None)


def test_labels_that_were_merged_are_read_as_one_and_the_old_matrix_is_still_there(
    world, page, project, owner
):
    world([(GLAD, CROSS), (GLAD, GLAD), (CROSS, GLAD), (CROSS, CROSS)])
    [before] = compare(tone(project)).pairs
    glad, cross = tone(project).labels.order_by("id").values_list("id", flat=True)
    wish = Wish("merge", (glad,), cross)
    apply(project, wish, "Nobody tells them apart.", owner, seen=project.schema_id)
    project.refresh_from_db()
    [now] = compare(tone(project)).pairs
    assert (before.agreed, now.agreed) == (0.5, 1.0)
    assert "read as they are called now" in page()
    assert "as they were when people answered" in page("?labels=then")
    assert compare(tone(project), instead={}).pairs == [before]


def test_marks_have_figures_two_by_two_and_label_by_label(world, page, project):
    same, apart = ((0, 3, 0),), ((12, 16, 1),)
    world([(GLAD, GLAD)] * 60, [(same, same)] * 45 + [(same, ())] * 10 + [(same, apart)] * 5)
    names = project.questions.select_related("project__schema").get(name="Names")
    compared = compare(names)
    [pair] = compared.pairs
    assert (pair.documents, pair.agreed, pair.value) == (60, 0.75, pytest.approx(90 / 110))
    assert pair.interval[0] < pair.value < pair.interval[1]
    figures = {one.label.name: one.measured.figure for one in compared.labels}
    assert (figures["person"].count, figures["person"].value) == (60, pytest.approx(90 / 105))
    assert (figures["place"].count, figures["place"].value) == (5, None), "too few documents have one"
    shown = page(f"?question={names.id}")
    assert "F1, exact, of the marks of each label" in shown
