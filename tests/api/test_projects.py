"""Projects over the API: own ones, a new one, settings."""

import pytest

from annotate.models import Event, Project, QueueRow
from annotate.services import sharing

pytestmark = pytest.mark.django_db


def test_one_sees_ones_own_projects_and_what_one_may_do_there(ada, olga, program_of, stranger):
    assert [(entry["slug"], entry["roles"]) for entry in ada("GET", "projects/")] == [
        ("postcards", ["annotator"])
    ]
    assert program_of(stranger)("GET", "projects/") == []


def test_the_keys_of_a_project(ada, here):
    assert sorted(ada("GET", here)) == [
        "advance_on_key",
        "closed_at",
        "created_at",
        "description",
        "gold_check_percent",
        "guideline_version",
        "is_blind",
        "name",
        "overlap_percent",
        "overlap_wants",
        "repeat_percent",
        "roles",
        "schema",
        "seconds_per_answer",
        "shows_suggestions",
        "slug",
        "suggestions_hidden_percent",
        "wants",
    ]


def test_whoever_makes_a_project_owns_it(program_of, stranger):
    made = program_of(stranger)("POST", "projects/", {"name": "Letters", "wants": 3}, status=201)
    assert made["slug"] == "letters"
    assert (made["wants"], made["overlap_wants"]) == (3, 3)
    assert set(made["roles"]) == {"owner", "supervisor", "annotator"}
    assert Project.objects.get(slug="letters").created_by == stranger


def test_an_owner_changes_settings_and_the_documents_want_accordingly(olga, here, documents):
    changed = olga("PATCH", here, {"name": "Cards", "wants": 2, "is_blind": False})
    assert (changed["name"], changed["wants"], changed["is_blind"]) == ("Cards", 2, False)
    assert set(QueueRow.objects.values_list("wants", flat=True)) == {2}
    assert Event.objects.filter(kind="settings changed").exists()
    assert olga("PATCH", here, {"suggestions_hidden_percent": 0})["suggestions_hidden_percent"] == 0
    olga("PATCH", here, {"suggestions_hidden_percent": 101}, status=422)
    assert olga("PATCH", here, {"overlap_percent": 100, "overlap_wants": 4})["overlap_percent"] == 100
    assert set(QueueRow.objects.values_list("wants", flat=True)) == {4}
    assert olga("PATCH", here, {"gold_check_percent": 5, "repeat_percent": 20})["repeat_percent"] == 20


def test_an_owner_closes_and_opens_it(olga, here):
    assert olga("PATCH", here, {"is_open": False})["closed_at"]
    assert olga("PATCH", here, {"is_open": True})["closed_at"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"wants": 0},
        {"wants": 61},
        {"wants": 3, "overlap_wants": 2},
        {"overlap_percent": 100.5},
        {"gold_check_percent": 21},
        {"repeat_percent": "5 %"},
        {"name": ""},
        {"name": "nul\0"},
        {"seconds_per_answer": -1},
        {"is_blind": "perhaps"},
        [],
        "text",
    ],
)
def test_wrong_settings_are_refused(olga, here, wrong, project):
    before = Project.objects.values().get()
    refusal = olga("PATCH", here, wrong, status=422)
    assert refusal["kind"] == "invalid"
    assert Project.objects.values().get() == before


@pytest.mark.parametrize(
    "field",
    ["id", "slug", "created_by", "created_at", "seed", "queue_epoch", "schema", "roles", "user", "is_staff"],
)
def test_what_is_not_a_setting_cannot_be_set(olga, here, field, project):
    before = Project.objects.values().get()
    refusal = olga("PATCH", here, {"name": "Cards", field: 1}, status=422)
    assert refusal["field"] == field
    assert "Allowed: name," in refusal["error"]
    assert Project.objects.values().get() == before


def test_a_project_is_retired_and_restored(olga, here):
    olga("POST", f"{here}retirements/", {}, status=422)
    olga("POST", f"{here}retirements/", {"confirmed": True}, status=204)
    assert olga("GET", "projects/") == []
    olga("GET", here, status=404)
    olga("POST", f"{here}restorations/", status=204)
    olga("GET", here)


def test_how_far_it_is(program_of, viewer, ada, here, documents, answer):
    lent = ada("POST", f"{here}work/leases/", {"want": 1})["documents"][0]
    ada("POST", f"{here}work/documents/{lent['id']}/annotations/", answer(lent))
    progress = program_of(viewer)("GET", f"{here}progress/")
    assert (progress["documents"], progress["finished"], progress["to_come"]) == (4, 1, 3)
    assert progress["hours"] == pytest.approx(3 * progress["seconds_per_answer"] / 3600)
    ada("GET", f"{here}progress/", status=403)


def test_what_is_wanted_is_set_together_with_what_documents_want(olga, here, documents, monkeypatch):
    """Or a process that is killed between the two leaves a setting that no document follows."""

    def killed(*_more):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(sharing, "share_out_between", killed)
        with pytest.raises(SystemExit):
            olga.ask("PATCH", here, {"wants": 3})
    assert Project.objects.get().wants == 1
    olga("PATCH", here, {"wants": 3})
    assert set(QueueRow.objects.values_list("wants", flat=True)) == {3}
