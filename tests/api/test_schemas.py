"""Questions over the API: read, publish, go on under their ids."""

import pytest

from annotate.models import Label
from tests.annotate.every_kind import EVERY_KIND

pytestmark = pytest.mark.django_db


def test_the_current_schema_is_what_annotators_are_asked(ada, here, project):
    current = ada("GET", f"{here}schemas/current/")
    assert current["id"] == project.schema_id
    assert [question["name"] for question in current["questions"]] == ["Tone", "Names"]


def test_a_program_publishes_the_next_and_rows_go_on_under_their_ids(olga, here, project):
    questions = olga("GET", f"{here}schemas/current/")["questions"]
    questions[0]["labels"][0]["name"] = "happy"
    questions[0]["labels"].append({"name": "neutral"})
    published = olga("POST", f"{here}schemas/", {"questions": questions}, status=201)
    assert published["number"] == 2
    tone = published["questions"][0]
    assert tone["labels"][0]["id"] == questions[0]["labels"][0]["id"]
    assert Label.objects.get(id=tone["labels"][0]["id"]).name == "happy"
    assert [schema["number"] for schema in olga("GET", f"{here}schemas/")] == [2, 1]


@pytest.mark.parametrize(
    "questions",
    [
        None,
        [],
        "text",
        [{}],
        [{"kind": "poem", "name": "x"}],
        [{"kind": "choice", "name": "No labels", "labels": []}],
    ],
)
def test_questions_that_will_not_do_are_refused(olga, here, project, questions):
    refusal = olga("POST", f"{here}schemas/", {"questions": questions}, status=422)
    assert refusal["error"]
    assert project.schemas.count() == 1


def test_a_question_of_another_project_is_not_taken_over(program_of, stranger, project, here):
    stan = program_of(stranger)
    stan("POST", "projects/", {"name": "Elsewhere"}, status=201)
    stolen = project.schema.questions
    stan("POST", "projects/elsewhere/schemas/", {"questions": stolen}, status=422)


def test_a_project_without_questions_has_no_current_schema(olga):
    olga("POST", "projects/", {"name": "Empty"}, status=201)
    olga("GET", "projects/empty/schemas/current/", status=404)


def test_questions_of_every_kind_are_published_by_places_and_read_by_ids(olga, here, project):
    published = olga("POST", f"{here}schemas/", {"questions": EVERY_KIND}, status=201)["questions"]
    tone, names, related, reason, heat = published
    assert tone["labels"][2]["parent"] == tone["labels"][1]["id"]
    assert related["between"] == names["id"]
    assert reason["shown_when"] == {"question": tone["id"], "labels": [tone["labels"][1]["id"]]}
    assert heat["scale"]["most"] == 4
    assert olga("GET", f"{here}schemas/current/")["questions"] == published
    assert olga("POST", f"{here}schemas/", {"questions": published}, status=201)["questions"] == published
