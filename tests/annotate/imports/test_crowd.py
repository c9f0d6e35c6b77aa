"""A file of a crowd: several rows for a document, a name, a time and a price beside each answer."""

import pytest

from annotate.erasure import erase_person
from annotate.models import Annotation, Document, Payment, Source, Standing, User
from annotate.services.estimates import pace_of
from tests.annotate.imports.conftest import jsonl

pytestmark = pytest.mark.django_db

TABLE = (
    b"id,text,Tone,WorkerId,WorkTimeInSeconds,Reward\n"
    b"1,Ann is glad.,glad,W1,12.5,$0.05\n"
    b"1,Ann is glad.,cross,W2,8,$0.05\n"
    b"2,Bob is not.,cross,W1,,\n"
    b"2,Bob is not.,cross,W3,30,0.1\n"
)


@pytest.fixture
def crowd(project, bring_in):
    return bring_in(TABLE, "crowd.csv", answers_as="annotations")


def test_its_columns_are_found(project, crowd):
    question = project.schema.questions[0]["id"]
    assert crowd.options["columns"] == {
        "id": "id",
        "text": "text",
        "Tone": f"question:{question}",
        "WorkerId": "source",
        "WorkTimeInSeconds": "seconds",
        "Reward": "price",
    }
    assert crowd.options["external"]


def test_each_row_is_an_answer_of_somebody_outside_with_time_and_price(project, crowd):
    assert Document.objects.count() == 2
    said = Annotation.objects.order_by("id").values_list("author__name", "active_ms", "payment__amount")
    assert [(name, ms, paid and float(paid)) for name, ms, paid in said] == [
        ("W1", 12_500, 0.05),
        ("W2", 8_000, 0.05),
        ("W1", 0, None),
        ("W3", 30_000, 0.1),
    ]
    assert Source.objects.filter(is_external=True).count() == 3
    assert Payment.objects.count() == 3


def test_nobody_outside_can_sign_in_or_is_offered_work(client, project, crowd, owner):
    stand_in = Source.objects.get(name="W1").user
    assert not stand_in.is_active
    assert not stand_in.has_usable_password()
    assert stand_in not in User.objects.people()
    assert not project.memberships.filter(user=stand_in).exists()
    client.force_login(owner)
    assert "W1" not in client.get(f"/projects/{project.slug}/assignments/").content.decode()


def test_the_page_of_a_document_shows_them_as_external(client, project, crowd, supervisor):
    client.force_login(supervisor)
    document = project.documents.get(external_id="1")
    page = client.get(f"/projects/{project.slug}/documents/{document.id}/").content.decode()
    assert page.count("from outside the house") == 2


def test_they_are_erased_like_a_person(client, project, crowd, administrator):
    client.force_login(administrator)
    stand_in = Source.objects.get(name="W1").user
    assert client.get(f"/people/{stand_in.id}/erasure/").status_code == 200
    erase_person(stand_in, by=None)
    stand_in.refresh_from_db()
    assert (stand_in.name, stand_in.source.name) == ("", f"erased-{stand_in.source.id}")
    assert Standing.objects.filter(annotator=stand_in).count() == 2


def test_their_times_set_nobodys_pace(project, crowd):
    assert pace_of(project).measured_on == 0


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("seconds", "quick", "must be seconds"),
        ("seconds", -1, "must be seconds"),
        ("seconds", 90_000, "must be seconds"),
        ("price", "a lot", "must be an amount"),
        ("price", -0.05, "must be an amount"),
        ("price", True, "must be an amount"),
    ],
)
def test_what_is_no_time_or_price_is_refused_with_its_line(check, column, value, said):
    entry = check(
        jsonl({"text": "a", "Tone": "glad", "annotator": "W1", column: value}), answers_as="annotations"
    )
    [(line, reason)] = entry.outcome.problems
    assert line == 1
    assert said in reason


def test_a_list_of_answers_may_say_so_for_each(project, bring_in):
    told = [
        {"annotator": "W1", "responses": {"Tone": "glad"}, "seconds": 3, "price": 0.02},
        {"annotator": "W2", "responses": {"Tone": "glad"}},
    ]
    bring_in(jsonl({"text": "a", "answers": told}), answers_as="annotations")
    said = Annotation.objects.order_by("author__name").values_list("active_ms", "payment__amount")
    assert [(ms, paid and float(paid)) for ms, paid in said] == [(3_000, 0.02), (0, None)]
