"""The pages of spot checks: what is shown when, what is refused, and the files."""

import csv
import json
import re

import pytest
from django.utils import timezone

from annotate.models import Batch, Membership
from annotate.services.documents import NewDocument, add_documents
from review.forms import PlanForm
from review.models import SpotCheck
from review.services.spot_checks.batches import Wished
from review.services.spot_checks.judging import judge, next_for
from review.services.spot_checks.making import How, make_spot_check
from review.services.spot_checks.plans import Asked
from tests.annotate.answering import says
from tests.annotate.every_kind import project_of_every_kind

pytestmark = pytest.mark.django_db
CLAIM = "With 95 % confidence fewer than 10 of 100 answers in this batch are wrong."


@pytest.fixture
def tone(project):
    return project.questions.get(name="Tone")


@pytest.fixture(autouse=True)
def answered(project, annotator, answer, supervisor):
    """Forty documents that Ada answered."""
    batch = Batch.objects.create(project=project, name="cards", created_by=supervisor)
    ada = Membership.objects.select_related("project__schema").get(project=project, user=annotator)
    documents = add_documents(
        batch, [NewDocument(f"Card {number}.", f"card-{number}") for number in range(40)]
    )
    for document in documents:
        says(ada, answer, document, tone_label=0)
    return documents


@pytest.fixture
def check(tone, supervisor):
    return make_spot_check(Wished(tone), Asked("0.1", "0.95"), How("fixed-0", shows_answer=True), supervisor)


@pytest.fixture
def ask(client, project, supervisor):
    """Get or post an address below the review of the project."""
    client.force_login(supervisor)

    def ask(address="", form=None, status=200, follow=False, **more):
        url = f"/projects/{project.slug}/review/{address}"
        reply = client.get(url, **more) if form is None else client.post(url, form, follow=follow, **more)
        assert reply.status_code == status, reply.content.decode()
        return reply.content.decode()

    return ask


def finish(check, supervisor, verdict="right"):
    while check.is_open and (sampled := next_for(check, supervisor)):
        judge(sampled, supervisor, verdict, "=1+1" if verdict == "wrong" else "")
        check.refresh_from_db()


def form_of(tone, **more):
    return {"question": tone.id, "rate": "10", "confidence": "0.95", "plan": "fixed-0"} | more


def test_a_new_check_shows_every_plan_with_its_price_and_its_chances(ask):
    shown = ask("spot-checks/new/?rate=10")
    assert "Plans for 40 answers" in shown
    assert re.search(r'value="fixed-0".*?no error allowed.*?value="sequential-3"', shown, re.DOTALL)
    assert shown.count("<polyline") == shown.count('name="plan"') == 5
    assert re.search(r'value="[^"]+" required checked', shown)


def test_without_an_address_it_begins_with_three_percent(ask):
    assert 'name="rate" value="3"' in ask("spot-checks/new/")


def test_a_project_that_asks_nothing_says_so_instead_of_a_form(ask, project):
    project.questions.update(retired_at=timezone.now())
    shown = ask("spot-checks/new/")
    assert "The project asks no question yet." in shown
    assert 'name="rate"' not in shown


def test_the_plans_come_as_a_fragment(ask):
    shown = ask("spot-checks/new/?rate=20", headers={"HX-Request": "true"})
    assert "Plans for 40 answers" in shown
    assert "<html" not in shown


def test_filters_that_leave_nothing_say_so(ask, second_annotator):
    assert "No answer is like that" in ask(f"spot-checks/new/?annotator={second_annotator.id}")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"rate": "0"}, "greater than or equal to 0.5"),
        ({"rate": "x"}, "Enter a number"),
        ({"confidence": "0.5"}, "Select a valid choice"),
        ({"question": "987654"}, "Select a valid choice"),
        ({"since": "2026-05-02", "until": "2026-05-01"}, "before the first one"),
        ({"split_by": "annotator"}, "needs 2 to 12 parts"),
    ],
)
def test_what_cannot_be_is_refused_in_words(ask, tone, wrong, sentence):
    assert sentence in ask("spot-checks/new/", form_of(tone, **wrong), status=422)
    assert not SpotCheck.objects.exists()


def test_a_label_of_another_question_is_refused(ask, tone, project):
    label = project.questions.get(name="Names").labels.first()
    shown = ask("spot-checks/new/", form_of(tone, label=label.id), status=422)
    assert "label of another question" in shown


def test_only_single_labels_divide_a_batch(ask, project):
    names = project.questions.get(name="Names")
    shown = ask("spot-checks/new/", form_of(names, split_by="label"), status=422)
    assert "Only answers of one label each" in shown


def test_without_a_plan_nothing_is_fixed(ask, tone):
    shown = ask("spot-checks/new/", form_of(tone, plan=""), status=422)
    assert "Choose one of the plans" in shown


def test_a_plan_is_fixed_as_it_was_chosen(ask, tone, supervisor):
    ask("spot-checks/new/", form_of(tone, shows_answer="1", purpose="Before the release"), status=302)
    check = SpotCheck.objects.get()
    assert (check.kind, check.allowed, check.shows_answer, check.allows_own) == ("fixed", 0, True, False)
    assert (str(check), check.made_by, check.batch_size) == ("Before the release", supervisor, 40)
    assert check.sample.count() == check.sizes[0]


def test_before_the_end_there_is_a_count_and_no_claim(ask, check, supervisor):
    judge(next_for(check, supervisor), supervisor, "right")
    shown = ask(f"spot-checks/{check.id}/")
    assert f"1 of {check.sizes[0]}" in shown
    assert "Nothing can be said before the last answer is checked." in shown
    assert "of 100 answers" not in shown
    assert "Error rate" not in shown


def test_at_the_end_there_is_the_claim_with_how_it_was_computed(ask, check, supervisor):
    finish(check, supervisor)
    shown = ask(f"spot-checks/{check.id}/")
    assert CLAIM in shown
    assert "Clopper and Pearson" in shown
    assert "Sam checked" in shown
    assert "fewer than 10\xa0% wrong" in ask("spot-checks/")


def test_a_check_that_failed_says_what_to_do_and_leads_to_the_documents(ask, check, supervisor):
    finish(check, supervisor, "wrong")
    shown = ask(f"spot-checks/{check.id}/")
    assert "Not passed" in shown
    assert "another sample" in shown
    wrong = check.sample.get(verdict="wrong").annotation
    assert f"/documents/{wrong.document_id}/" in shown
    assert "1 answer was returned." in ask(f"spot-checks/{check.id}/returns/", {}, follow=True)
    assert "1 was not" in ask(f"spot-checks/{check.id}/returns/", {}, follow=True)


def test_nothing_goes_back_while_it_is_checked(ask, check):
    assert "Finish the check first" in ask(f"spot-checks/{check.id}/returns/", {}, status=422)


def test_the_newest_check_comes_first(ask, tone, supervisor):
    for purpose in ("older", "newer"):
        how = How("fixed-0", purpose=purpose)
        make_spot_check(Wished(tone), Asked("0.1", "0.95"), how, supervisor)
    assert re.search(r"newer.*older", ask("spot-checks/"), re.DOTALL)


def test_given_up_with_a_reason_it_stays_in_the_list(ask, check):
    ask(f"spot-checks/{check.id}/abandonments/", {"reason": ""}, status=422)
    refused = ask(f"spot-checks/{check.id}/abandonments/", {"reason": "a\0b"}, status=422)
    assert "holds a NUL character" in refused
    shown = ask(f"spot-checks/{check.id}/abandonments/", {"reason": "Wrong question."}, follow=True)
    assert "Wrong question." in shown
    assert "Go on checking" not in shown
    assert "given up" in ask("spot-checks/")


def test_the_answer_is_not_on_the_page_before_the_checker_has_answered(ask, tone, supervisor):
    check = make_spot_check(Wished(tone), Asked("0.1", "0.95"), How("fixed-0"), supervisor)
    sampled = next_for(check, supervisor)
    shown = ask(f"spot-checks/{check.id}/checking/")
    assert "answer-desk" in shown
    assert "Answered by" not in shown
    assert "verdict" not in shown
    cross = tone.labels.get(name="cross").id
    said = json.dumps([{"question": tone.id, "state": "answered", "labels": [cross], "spans": []}])
    shown = ask(f"sampled-answers/{sampled.id}/own-answers/", {"responses": said}, follow=True)
    assert "You said something else. Who is right?" in shown
    assert re.search(r"The answer</h2>.*?glad.*?Yours</h2>.*?cross", shown, re.DOTALL)
    shown = ask(f"sampled-answers/{sampled.id}/verdicts/", {"verdict": "right", "note": "hm"}, follow=True)
    assert "answer-desk" in shown
    sampled.refresh_from_db()
    assert (sampled.verdict, sampled.note, sampled.checker) == ("right", "hm", supervisor)


@pytest.mark.parametrize("said", ["", "x", "[]", "[1]", '[{"question": "a"}]', "{}"])
def test_an_answer_that_cannot_be_read_is_refused(ask, tone, supervisor, said):
    check = make_spot_check(Wished(tone), Asked("0.1", "0.95"), How("fixed-0"), supervisor)
    sampled = next_for(check, supervisor)
    ask(f"sampled-answers/{sampled.id}/own-answers/", {"responses": said}, status=422)
    sampled.refresh_from_db()
    assert sampled.own_state == ""


def test_who_was_slower_reads_who_was_first_and_goes_on(ask, check, owner):
    sampled = check.sample.first()
    judge(sampled, owner, "right")
    shown = ask(f"sampled-answers/{sampled.id}/verdicts/", {"verdict": "wrong"}, follow=True)
    assert "Olga has checked this answer already." in shown
    sampled.refresh_from_db()
    assert sampled.verdict == "right"


def test_no_other_verdict_is_known(ask, check):
    sampled = check.sample.first()
    ask(f"sampled-answers/{sampled.id}/verdicts/", {"verdict": "maybe"}, status=422)


def test_a_verdict_is_taken_back(ask, check, supervisor):
    sampled = next_for(check, supervisor)
    ask(f"sampled-answers/{sampled.id}/verdicts/", {"verdict": "right"}, follow=True)
    ask(f"spot-checks/{check.id}/retractions/", {}, follow=True)
    assert next_for(check, supervisor).id == sampled.id


def test_relations_are_shown_at_once(owner):
    related = project_of_every_kind(owner).questions.get(name="Related")
    answers_first = PlanForm({"plan": "fixed-0"})
    assert answers_first.is_valid()
    assert answers_first.how(related) is None
    assert "let the checker see the answer at once" in str(answers_first.errors)
    at_once = PlanForm({"plan": "fixed-0", "shows_answer": "1"})
    assert at_once.is_valid()
    assert at_once.how(related) == How("fixed-0", shows_answer=True)


def test_the_files_hold_the_figures_and_what_was_checked(ask, check, supervisor):
    finish(check, supervisor, "wrong")
    figures = list(csv.reader(ask(f"spot-checks/{check.id}/figures.csv").splitlines()))
    assert ["Answers in the batch", "40"] in [row[:2] for row in figures]
    assert ["Outcome", "not passed", ""] in figures
    [head, *answers] = csv.reader(ask(f"spot-checks/{check.id}/answers.csv").splitlines())
    assert head[:5] == ["place", "document", "annotator", "annotation", "verdict"]
    assert [row[4:6] for row in answers] == [["wrong", "'=1+1"]]


def test_the_list_asks_no_more_for_more_checks(ask, check, tone, supervisor, django_assert_max_num_queries):
    for _number in range(5):
        make_spot_check(Wished(tone), Asked("0.1", "0.95"), How("fixed-0"), supervisor)
    with django_assert_max_num_queries(10):
        ask("spot-checks/")
