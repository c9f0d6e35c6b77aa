import pytest

from annotate import jobs
from annotate.models import Annotation, Gold, Membership, Standing
from annotate.problems import Conflict, Invalid
from annotate.services.drafting import StaleDraft, draft_of, save_draft
from annotate.services.gold import make_gold
from annotate.services.own_answers import own_answers
from annotate.services.projects import close_project
from annotate.services.publishing import publish_schema
from booklet.models import SchemeChange
from booklet.services.scheme import applying
from booklet.services.scheme.labels import labels_now
from booklet.services.scheme.plans import Wish
from booklet.services.scheme.writing import left
from tests.annotate.answering import says

pytestmark = pytest.mark.django_db


def labels_of(project, question="Tone"):
    return {one.name: one.id for one in project.questions.get(name=question).labels.all()}


def said(annotation):
    """What an answer says to the two questions, by names."""
    tone, names = annotation.responses.order_by("question__name").reverse()
    marks = [(span.start, span.end, span.label.name) for span in names.spans.all()]
    return [choice.label.name for choice in tone.choices.all()], marks


def now(document, annotator):
    return Standing.objects.get(document=document, annotator=annotator, occasion="work").current


def change(project, owner, act, *labels, into=None, names=(), seen=None):
    wish = Wish(act, labels, into, tuple(names))
    seen = seen or project.schemas.first().id
    done = applying.apply(project, wish, "They were told apart by nobody.", owner, seen=seen)
    jobs.run_due()
    return done


def undo(change, owner):
    done = applying.take_back(change, "It was wrong.", owner)
    jobs.run_due()
    return done


@pytest.fixture
def tones(project):
    return labels_of(project)


@pytest.fixture
def spans(project):
    return labels_of(project, "Names")


@pytest.fixture
def answered(membership, documents, answer):
    """Ada says glad of the first and cross of the second, each with a mark."""
    first = says(membership, answer, documents[0], spans=[(0, 3, 0), (12, 16, 1)], takes_slot=True)
    return [first, says(membership, answer, documents[1], tone_label=1, takes_slot=True)]


def test_a_merge_writes_answers_anew_and_keeps_what_was_said(
    project, owner, annotator, documents, answered, tones
):
    done = change(project, owner, "merge", tones["glad"], into=tones["cross"])
    written = now(documents[0], annotator)
    assert said(written) == (["cross"], [(0, 3, "person"), (12, 16, "place")])
    assert (written.replaces, written.author, written.rewritten_by) == (answered[0], annotator, done.source)
    assert (written.schema, written.active_ms) == (done.after, 0)
    assert said(answered[0]) == (["glad"], [(0, 3, "person"), (12, 16, "place")])
    assert answered[0].schema == done.before, "what it was said under stays known"
    assert now(documents[1], annotator) == answered[1], "nothing is written where nothing changes"
    assert done.decision.context == "They were told apart by nobody."
    assert "“glad” merged into “cross”" in done.decision.title


def test_what_is_taken_back_says_what_it_said_before(project, owner, annotator, documents, answered, tones):
    done = change(project, owner, "merge", tones["glad"], into=tones["cross"])
    back = undo(done, owner)
    restored = now(documents[0], annotator)
    assert said(restored) == (["glad"], [(0, 3, "person"), (12, 16, "place")])
    assert (restored.rewritten_by, restored.schema) == (back.source, back.after)
    assert back.after.questions == done.before.questions
    with pytest.raises(Conflict, match="already"):
        undo(done, owner)


def test_two_merges_are_taken_back_one_after_the_other(
    project, owner, annotator, documents, membership, tones
):
    tone, names = project.schema.questions
    third = {"id": None, "kind": "choice", "name": "mild", "slot": 5, "key": "3", "parent": None}
    tone = {**tone, "labels": [*tone["labels"], {**tone["labels"][0], **third}]}
    publish_schema(project, [tone, names], owner)
    says_glad(membership, documents[0], tones["glad"])
    tones = labels_of(project)
    first = change(project, owner, "merge", tones["glad"], into=tones["cross"])
    make_gold(now(documents[0], annotator), owner)
    second = change(project, owner, "merge", tones["cross"], into=tones["mild"])
    assert said(now(documents[0], annotator))[0] == ["mild"]
    with pytest.raises(Conflict, match="came later"):
        undo(first, owner)
    undo(second, owner)
    assert said(now(documents[0], annotator))[0] == ["cross"]
    undo(first, owner)
    assert said(now(documents[0], annotator))[0] == ["glad"]
    gold = Gold.objects.filter(document=documents[0], question=tone["id"]).order_by("id")
    assert [one.content["labels"] for one in gold] == [
        [tones["cross"]],
        [tones["mild"]],
        [tones["cross"]],
        [tones["cross"]],
    ], "gold that was decided in between stays; it rests on the answers as they are now"


def says_glad(membership, document, label):
    """An answer under the schema that holds now."""
    membership = Membership.objects.select_related("project__schema").get(id=membership.id)
    tone, _names = membership.project.schema.questions

    def body(document, replaces=None):
        return {
            "key": "0" * 31 + "1",
            "sha256": document["sha256"],
            "replaces": replaces,
            "schema": membership.project.schema_id,
            "responses": [{"question": tone["id"], "labels": [label]}],
        }

    return says(membership, body, document)


def test_gold_follows_with_the_answers_it_rests_on(project, owner, annotator, documents, answered, tones):
    make_gold(answered[0], owner)
    done = change(project, owner, "merge", tones["glad"], into=tones["cross"])
    tone = Gold.objects.filter(document=documents[0], question__name="Tone").latest("id")
    assert tone.content == {"labels": [tones["cross"]]}
    assert (tone.origin, tone.decided_by) == ("adjudicated", done.source.user)
    assert tone.answers_seen == [now(documents[0], annotator).id]
    names = Gold.objects.filter(document=documents[0], question__name="Names").latest("id")
    assert names.answers_seen == tone.answers_seen, "else it would seem to rest on an answer that changed"
    undo(done, owner)
    tone = Gold.objects.filter(document=documents[0], question__name="Tone").latest("id")
    assert tone.content == {"labels": [tones["glad"]]}
    assert tone.answers_seen == [now(documents[0], annotator).id]


def test_marks_that_become_alike_are_one(project, owner, annotator, membership, documents, answer, spans):
    tone, names = project.schema.questions
    publish_schema(project, [tone, {**names, "overlapping": True}], owner)
    membership.project.refresh_from_db()
    marks = [(0, 3, 0), (0, 3, 1), (4, 8, 1)]
    says(membership, answer, documents[0], spans=marks, schema=membership.project.schema_id)
    change(project, owner, "merge", spans["place"], into=spans["person"])
    assert said(now(documents[0], annotator))[1] == [(0, 3, "person"), (4, 8, "person")]


def test_who_answers_anew_in_between_is_not_written_over(
    project, owner, annotator, membership, documents, answered, tones
):
    done = change(project, owner, "merge", tones["glad"], into=tones["cross"])
    mine = says_glad(membership, documents[0], tones["cross"])
    undo(done, owner)
    assert now(documents[0], annotator) == mine


def test_the_last_answer_is_still_the_last(project, owner, membership, documents, answered, tones):
    before = [one["document"] for one in own_answers(membership, None)["answers"]]
    change(project, owner, "merge", tones["glad"], into=tones["cross"])
    assert [one["document"] for one in own_answers(membership, None)["answers"]] == before


def test_a_rename_and_a_move_touch_no_answer(project, owner, annotator, documents, answered, tones):
    count = Annotation.objects.count()
    renamed = change(project, owner, "rename", tones["glad"], names=["happy"])
    assert said(now(documents[0], annotator))[0] == ["happy"]
    moved = change(project, owner, "move", tones["cross"], into=tones["glad"])
    assert project.questions.get(name="Tone").labels.get(name="cross").parent_id == tones["glad"]
    undo(moved, owner)
    undo(renamed, owner)
    project.refresh_from_db()
    assert project.schema.questions == renamed.before.questions
    assert Annotation.objects.count() == count


def test_a_split_sends_its_answers_back_and_taking_it_back_ends_that(
    project, owner, annotator, membership, documents, answered, tones
):
    done = change(project, owner, "split", tones["glad"], names=["merry", "calm"])
    standing = Standing.objects.get(document=documents[0], annotator=annotator)
    assert (standing.state, standing.current) == ("returned", answered[0])
    assert [one["name"] for one in done.after.questions[0]["labels"]] == ["merry", "calm", "cross"]
    undo(done, owner)
    standing.refresh_from_db()
    assert (standing.state, said(standing.current)[0]) == ("answered", ["glad"])


def test_what_was_chosen_after_a_split_is_one_again(
    project, owner, annotator, membership, documents, answered, tones
):
    done = change(project, owner, "split", tones["glad"], names=["merry", "calm"])
    says_glad(membership, documents[3], labels_of(project)["calm"])
    undo(done, owner)
    assert said(now(documents[3], annotator))[0] == ["glad"]


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (lambda tone, name: Wish("merge", (tone["glad"],), tone["glad"]), "into itself"),
        (lambda tone, name: Wish("merge", (tone["glad"],), name["place"]), "two questions"),
        (lambda tone, name: Wish("merge", (tone["glad"], name["place"]), tone["cross"]), "two questions"),
        (lambda tone, name: Wish("merge", (tone["glad"],), 999_999_999), "not in use"),
        (lambda tone, name: Wish("merge", (), tone["glad"]), "Choose a label"),
        (lambda tone, name: Wish("merge", (tone["glad"],)), "Choose the label"),
        (lambda tone, name: Wish("rename", (tone["glad"],), names=("cross",)), "cross"),
        (lambda tone, name: Wish("rename", (tone["glad"],), names=("glad",)), "another than it has"),
        (lambda tone, name: Wish("move", (tone["glad"],), tone["glad"]), "below itself"),
        (lambda tone, name: Wish("split", (tone["glad"],), names=("one",)), "2 to"),
        (lambda tone, name: Wish("shuffle", (tone["glad"],)), "Choose what to change"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(project, owner, tones, spans, wish, sentence):
    with pytest.raises(Invalid, match=sentence):
        applying.apply(project, wish(tones, spans), "why", owner, seen=project.schema_id)
    assert project.schemas.count() == 1


def test_labels_below_one_that_goes_stand_below_the_one_that_stays(project, owner, tones):
    change(project, owner, "move", tones["cross"], into=tones["glad"])
    with pytest.raises(Invalid, match="stands below"):
        change(project, owner, "merge", tones["glad"], into=tones["cross"])
    assert project.schemas.count() == 2


def test_nothing_is_changed_unseen(project, owner, supervisor, tones):
    seen = project.schema_id
    publish_schema(project, project.schema.questions, supervisor)
    with pytest.raises(StaleDraft, match="Sam published schema 2") as refused:
        change(project, owner, "merge", tones["glad"], into=tones["cross"], seen=seen)
    assert {"current", "yours"} <= refused.value.details.keys()
    project.refresh_from_db()
    draft = draft_of(project)
    questions = [{**project.schema.questions[0], "name": "Mood"}, project.schema.questions[1]]
    save_draft(project, owner, questions, draft.version)
    with pytest.raises(Conflict, match="draft"):
        change(project, owner, "merge", tones["glad"], into=tones["cross"])


def test_a_closed_project_keeps_its_labels(project, owner, tones):
    close_project(project, owner)
    with pytest.raises(Conflict, match="closed"):
        change(project, owner, "merge", tones["glad"], into=tones["cross"])


def test_a_label_that_is_in_use_again_is_left_alone(
    project, owner, annotator, membership, documents, answered, tones
):
    done = change(project, owner, "merge", tones["glad"], into=tones["cross"])
    publish_schema(project, done.before.questions, owner)
    mine = says_glad(membership, documents[3], tones["glad"])
    done = SchemeChange.objects.get(id=done.id)
    assert left(done) == 0
    applying.go_on(done, owner)
    jobs.run_due()
    assert now(documents[3], annotator) == mine
    assert labels_now(done.project) == {}, "it is no other name of the one it was merged into"
