import pytest

from annotate import jobs
from annotate.models import Annotation, Gold, Label, Membership, Standing
from annotate.problems import Conflict, Invalid
from annotate.services.drafting import StaleDraft, draft_of, save_draft
from annotate.services.gold import make_gold
from annotate.services.own_answers import own_answers
from annotate.services.projects import close_project
from annotate.services.publishing import publish_schema
from booklet.models import SchemeChange
from booklet.services.scheme import applying
from booklet.services.scheme.labels import labels_now
from booklet.services.scheme.plans import Wish, plan_of
from booklet.services.scheme.previews import preview_of
from booklet.services.scheme.writing import left
from tests.annotate.answering import says
from tests.conftest import TONE

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


@pytest.fixture
def moods(project, owner):
    """Two more questions of whole documents: one label of “Mood”, any of “Tags”. The labels of all, by names."""
    questions = [
        {
            **TONE,
            "kind": kind,
            "name": name,
            "required": False,
            "labels": [{"name": one, "slot": 1} for one in labels],
        }
        for kind, name, labels in (
            ("choice", "Mood", ("low", "high")),
            ("choices", "Tags", ("short", "long")),
        )
    ]
    publish_schema(project, [*project.schema.questions, *questions], owner)
    project.refresh_from_db()
    return {one.name: one.id for one in Label.objects.filter(question__project=project)}


def says_of(membership, document, key=1, **labels):
    """An answer by question and ids of labels: says_of(membership, document, Mood=[7])."""
    membership = Membership.objects.select_related("project__schema").get(id=membership.id)
    ids = {one["name"]: one["id"] for one in membership.project.schema.questions}

    def body(document, replaces=None):
        said = [{"question": ids[name], "labels": those} for name, those in labels.items()]
        more = {"sha256": document["sha256"], "replaces": replaces, "schema": membership.project.schema_id}
        return {"key": f"{document['sha256'][:24]}{key:08}", "responses": said, **more}

    return says(membership, body, document)


def says_now(document, annotator):
    """By question what is said, by names; and the state of the standing."""
    standing = Standing.objects.get(document=document, annotator=annotator, occasion="work")
    responses = standing.current.responses.exclude(state="not_asked").exclude(question__kind="spans")
    said = {
        one.question.name: [choice.label.name for choice in one.choices.all()]
        for one in responses.select_related("question")
    }
    return said, standing.state


def transfer(project, owner, label, question):
    asked = project.questions.get(name=question)
    wish = Wish("transfer", (label,), question=asked.id)
    done = applying.apply(project, wish, "It says how, not what.", owner, seen=project.schemas.first().id)
    jobs.run_due()
    return done


def test_a_label_moves_to_another_question_and_who_said_nothing_else_is_asked_again(
    project, owner, annotator, membership, documents, answered, moods
):
    says_of(membership, documents[2], Tone=[moods["glad"]], Mood=[moods["low"]])
    done = transfer(project, owner, moods["glad"], "Mood")
    assert says_now(documents[0], annotator) == ({"Mood": ["glad"]}, "returned"), (
        "not asked when it was answered"
    )
    assert says_now(documents[1], annotator) == ({"Tone": ["cross"]}, "answered")
    assert says_now(documents[2], annotator) == ({"Mood": ["low"]}, "returned"), (
        "it takes one label, and has one"
    )
    notes = dict(Standing.objects.values_list("document__external_id", "note"))
    assert notes["card-1"] == "“glad” answers “Mood” now. Please answer “Tone”; the rest is as you left it."
    assert "where you said something else" in notes["card-3"]
    written = now(documents[0], annotator)
    assert (written.replaces, written.author, written.rewritten_by) == (answered[0], annotator, done.source)
    assert written.responses.get(question__name="Names").spans.count() == 2
    assert said(answered[0])[0] == ["glad"], "what was said stays"


def test_an_answer_that_says_more_stays_with_its_author(
    project, owner, annotator, membership, documents, moods
):
    says_of(membership, documents[0], Tone=[moods["cross"]], Tags=[moods["short"], moods["long"]])
    says_of(membership, documents[1], Tone=[moods["cross"]], Tags=[moods["short"]])
    transfer(project, owner, moods["short"], "Mood")
    more = {"Tone": ["cross"], "Mood": ["short"]}
    assert says_now(documents[0], annotator) == (more | {"Tags": ["long"]}, "answered")
    assert says_now(documents[1], annotator) == (more | {"Tags": []}, "answered"), (
        "none of the others is an answer"
    )


def test_a_label_that_is_moved_back_is_where_it_was(
    project, owner, annotator, membership, documents, answered, moods
):
    done = transfer(project, owner, moods["glad"], "Mood")
    glad = project.questions.get(name="Mood").labels.get(name="glad").id
    says_of(membership, documents[1], Tone=[moods["cross"]], Mood=[glad])
    says_of(membership, documents[3], Mood=[glad], Tone=[moods["cross"]])
    undo(done, owner)
    assert says_now(documents[0], annotator) == ({"Tone": ["glad"]}, "answered")
    assert said(now(documents[0], annotator)) == (["glad"], [(0, 3, "person"), (12, 16, "place")])
    both = ({"Tone": ["cross"]}, "returned")
    assert [says_now(documents[place], annotator) for place in (1, 3)] == [both, both], (
        "said since: asked again"
    )
    assert left(project.scheme_changes.first()) == 0


def gold_of(document):
    """By question what holds, by names of labels."""
    names = dict(Label.objects.values_list("id", "name"))
    holding = Gold.objects.filter(document=document, question__kind__startswith="choice").holding()
    return {
        one.question.name: [names[label] for label in one.content["labels"]]
        for one in holding.select_related("question")
    }


def all_gold(document):
    return list(Gold.objects.filter(document=document).order_by("id").values())


def test_gold_of_a_label_that_moves_goes_along_and_comes_back(
    project, owner, annotator, documents, answered, moods
):
    make_gold(answered[0], owner)
    before = all_gold(documents[0])
    done = transfer(project, owner, moods["glad"], "Mood")
    assert gold_of(documents[0]) == {"Mood": ["glad"]}, "of its old question nothing is accepted any more"
    mine = now(documents[0], annotator).id
    followed = Gold.objects.get(question__name="Mood")
    assert (followed.decided_by, followed.origin) == (done.source.user, "adjudicated")
    assert (followed.answers_seen, followed.answered_by) == ([mine], [annotator.id])
    names = Gold.objects.filter(question__name="Names").latest("id")
    assert names.answers_seen == [mine], "that of another question rests on what is said now"
    undo(done, owner)
    assert gold_of(documents[0]) == {"Tone": ["glad"]}
    tone = Gold.objects.filter(question__name="Tone").latest("id")
    assert (tone.origin, tone.answers_seen) == ("adjudicated", [now(documents[0], annotator).id])
    assert all_gold(documents[0])[: len(before)] == before, "what was decided stays"


def test_gold_that_says_more_keeps_the_rest(project, owner, membership, documents, moods):
    several = says_of(membership, documents[0], Tone=[moods["cross"]], Tags=[moods["short"], moods["long"]])
    alone = says_of(membership, documents[1], Tone=[moods["cross"]], Tags=[moods["short"]])
    taken = says_of(
        membership, documents[2], Tone=[moods["cross"]], Tags=[moods["short"]], Mood=[moods["low"]]
    )
    for annotation in (several, alone, taken):
        make_gold(annotation, owner)
    before = [gold_of(documents[place]) for place in range(3)]
    done = transfer(project, owner, moods["short"], "Mood")
    assert gold_of(documents[0]) == {"Tone": ["cross"], "Tags": ["long"], "Mood": ["short"]}
    assert gold_of(documents[1]) == {"Tone": ["cross"], "Tags": [], "Mood": ["short"]}
    assert gold_of(documents[2]) == {"Tone": ["cross"], "Tags": [], "Mood": ["low"]}, "it takes one label"
    undo(done, owner)
    assert [gold_of(documents[place]) for place in range(3)] == before


@pytest.mark.parametrize(("label", "count"), [("glad", 2), ("short", 1)])
def test_the_preview_of_a_move_counts_the_gold_that_will_wait_to_be_decided(
    project, owner, membership, documents, answered, moods, label, count
):
    """Of glad the gold that says nothing else; of one of several labels that whose place is taken."""
    for number, said in enumerate(
        [{"Tone": ["glad"]}, {"Tone": ["cross"]}, {"Tone": ["glad"], "Mood": ["low"], "Tags": ["short"]}]
    ):
        labels = {question: [moods[name] for name in names] for question, names in said.items()}
        make_gold(says_of(membership, documents[number], key=2, **labels), owner)
    make_gold(says_of(membership, documents[3], Tone=[moods["cross"]], Tags=[moods["short"]]), owner)
    wish = Wish("transfer", (moods[label],), question=project.questions.get(name="Mood").id)
    lines = preview_of(project, plan_of(project.schema.questions, wish)).lines
    told = [(str(line.name), line.count) for line in lines]
    of_gold = told.index(("Documents with gold", 2))
    assert told[of_gold + 1] == ("Of these", count)
    before = [gold_of(document) for document in documents[:4]]
    transfer(project, owner, moods[label], "Mood")
    changed = [(was, gold_of(document)) for was, document in zip(before, documents[:4], strict=True)]
    waiting = [
        now for was, now in changed if was != now and (was.keys() - now.keys() or now.get("Mood") == ["low"])
    ]
    assert len(waiting) == count
    moved = [now for was, now in changed if was != now and now not in waiting]
    assert all(now["Mood"] == [label] for now in moved)


def test_gold_that_was_decided_since_is_kept_or_moved_back(
    project, owner, membership, documents, answered, moods
):
    make_gold(answered[0], owner)
    done = transfer(project, owner, moods["glad"], "Mood")
    glad = project.questions.get(name="Mood").labels.get(name="glad").id
    make_gold(says_of(membership, documents[0], Tone=[moods["cross"]], Mood=[moods["low"]]), owner)
    make_gold(says_of(membership, documents[3], Mood=[glad], Tone=[moods["cross"]]), owner)
    undo(done, owner)
    assert gold_of(documents[0]) == {"Tone": ["cross"], "Mood": ["low"]}, "somebody decided both anew"
    assert gold_of(documents[3]) == {"Tone": ["cross"]}, (
        "one label, and it has one: nothing is accepted there"
    )
    assert left(project.scheme_changes.first()) == 0


def test_moves_one_after_the_other_are_taken_back_in_turn(project, owner, documents, answered, moods):
    make_gold(answered[0], owner)
    first = transfer(project, owner, moods["glad"], "Mood")
    glad = project.questions.get(name="Mood").labels.get(name="glad").id
    second = transfer(project, owner, glad, "Tags")
    assert gold_of(documents[0]) == {"Tags": ["glad"]}
    undo(second, owner)
    assert gold_of(documents[0]) == {"Mood": ["glad"]}
    undo(first, owner)
    assert gold_of(documents[0]) == {"Tone": ["glad"]}


@pytest.mark.parametrize(
    ("label", "question", "sentence"),
    [
        ("glad", "Tone", "Choose another question"),
        ("glad", "Names", "Only labels of whole documents"),
        ("person", "Mood", "Only labels of whole documents"),
        ("glad", "Later", "Let it always be asked first"),
        ("low", "Tone", "is asked after “low”"),
    ],
)
def test_a_label_moves_only_where_answers_stay_true(project, owner, moods, label, question, sentence):
    mood = project.questions.get(name="Mood")
    later = {**TONE, "name": "Later", "shown_when": {"question": mood.id, "labels": [moods["low"]]}}
    later["labels"] = [{"name": "soon", "slot": 1}, {"name": "late", "slot": 2}]
    publish_schema(project, [*project.schema.questions, later], owner)
    with pytest.raises(Invalid, match=sentence):
        transfer(project, owner, moods[label], question)
