"""The pages of cost on the demo: who sees hours, who sees money, and what comes out as files."""

import pytest

from annotate.models import User
from annotate.services.demo import load_demo
from review.models import PersonalRate, Rates

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(made_once):
    return load_demo()


@pytest.fixture
def page(client, demo):
    def get(username, address, status=200):
        client.force_login(User.objects.get(username=username))
        reply = client.get(f"/projects/demo/review/{address}")
        assert reply.status_code == status, reply.content.decode()[:500]
        return reply.content.decode()

    return get


def test_owners_see_money_and_supervisors_see_hours(page):
    for address in ("costs/", "costs.csv", "costs/plans/", "costs/plans.csv"):
        assert "EUR" in page("olive", address), address
        assert "EUR" not in page("sam", address), address
    shown = page("olive", "costs/")
    for name in (
        "Ada",
        "Ben",
        "first answer",
        "second and further answers",
        "spot check",
        "Need – What does",
    ):
        assert name in shown
    assert "nine of ten times between" in shown, "the demo has days enough for a forecast"


def test_the_page_and_the_file_say_the_same(page):
    lines = page("sam", "costs.csv").splitlines()
    whole = next(line for line in lines if line.startswith("All,"))
    _part, _name, documents, _hours, minutes = whole.split(",")
    assert f"spent on {documents} accepted documents" in page("sam", "costs/")
    assert float(minutes) > 0


def test_annotators_see_their_own_hours_only(page):
    assert "Ben" in page("sam", "timesheet/")
    own = page("ada", "timesheet/")
    assert "Ada" in own
    assert "Ben" not in own
    assert "Ben" not in page("ada", "timesheet.csv")
    assert "Sam" in page("olive", "timesheet.csv")
    for address in ("costs/", "costs/rates/", "costs/plans/", "annotators/influence/"):
        page("ada", address, status=403)
    page("sam", "costs/rates/", status=403)


def test_an_assumption_is_printed_beside_the_figure(page):
    shown = page("olive", "costs/plans/?error=4")
    assert "assumed by the owner: 75" in shown
    assert "seed 1" in shown
    page("olive", "costs/plans/?error=none", status=422)
    page("olive", "costs/plans/?question=999999999", status=404)


def test_owners_set_rates_and_bad_ones_are_refused_with_a_sentence(client, page, demo):
    assert (
        "An hour of work" in page("olive", "costs/rates/")
        or "an hour of work" in page("olive", "costs/rates/").lower()
    )
    ada = User.objects.get(username="ada")
    sent = {"currency": "CHF", "hourly": "31.50", f"person-{ada.id}": "40", "crowd_accuracy": "80"}
    client.post("/projects/demo/review/costs/rates/", sent)
    rates = Rates.objects.get(project=demo)
    assert (rates.currency, float(rates.hourly), rates.crowd_accuracy) == ("CHF", 31.5, 80)
    assert list(PersonalRate.objects.values_list("person", "hourly")) == [(ada.id, 40)]
    for bad, sentence in (
        ({"currency": "francs"}, "three capital letters"),
        ({"hourly": "-1"}, "0 or more"),
        ({"crowd_accuracy": "120"}, "100"),
    ):
        reply = client.post("/projects/demo/review/costs/rates/", sent | bad)
        assert reply.status_code == 422
        assert sentence in reply.content.decode()
    assert Rates.objects.get(project=demo).currency == "CHF"


def test_the_influence_of_suggestions_says_that_there_is_too_little(page):
    assert "too few" in page("sam", "annotators/influence/")
    assert "influence" in page("sam", "annotators/")
    assert page("sam", "annotators/influence.csv").startswith("annotator,figure,shown,hidden")
