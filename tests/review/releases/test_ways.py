"""One label of several answers in the way an owner chose: what it said then stays, whatever is answered later."""

import json
from dataclasses import replace

import pytest

from annotate.models import Membership, QueueRow
from annotate.problems import Invalid
from annotate.roles import Role
from annotate.services.documents import NewDocument, add_documents
from booklet.services.maps import save_map
from review.models import Release
from review.services.releases.differences import differences
from review.services.releases.making import make_release, publish
from review.services.releases.wishes import Labels
from tests.annotate.answering import says
from tests.conftest import member
from tests.review.releases.conftest import TEXTS, files_of, lines
from tests.review.releases.test_rebuilding import built_again

pytestmark = pytest.mark.django_db(transaction=True)
GLAD, CROSS = 0, 1


@pytest.fixture
def crowd(project, batch, membership, second_annotator, answer):
    """Four people, of whom the last says the same whatever there is; on the fourth document they stand two to two."""
    users = [
        membership.user,
        second_annotator,
        *(member(project, name, Role.ANNOTATOR) for name in ("cy", "di")),
    ]
    rows = Membership.objects.select_related("project__schema", "user").filter(project=project)
    people = [rows.get(user=user) for user in users]
    documents = add_documents(
        batch, [NewDocument(text, f"card-{at}") for at, (text, _group) in enumerate(TEXTS[:4])]
    )
    QueueRow.objects.filter(document__in=documents).update(pool=0)
    for at, document in enumerate(documents):
        tones = [GLAD, GLAD, GLAD, CROSS] if at < 3 else [GLAD, GLAD, CROSS, CROSS]
        for place, (person, tone) in enumerate(zip(people, tones, strict=True)):
            says(
                person, answer, document, tone_label=tone, spans=[(0, 3, 0)] if at == 0 and place < 2 else []
            )
    return people, documents


@pytest.fixture
def in_ways(wish):
    def wished(**ways):
        asked = wish(**dict.fromkeys(ways, Labels.AGGREGATED))
        ids = dict(zip(("Tone", "Names"), asked.labels, strict=True))
        return replace(asked, ways={ids[name]: way for name, way in ways.items()})

    return wished


@pytest.mark.parametrize(("way", "said"), [("majority", None), ("weighted", "glad"), ("dawid-skene", "glad")])
def test_each_way_says_its_own_and_stays_when_people_answer_otherwise(
    crowd, released, in_ways, answer, owner, way, said
):
    release = released(wished=in_ways(Tone=way, Names="weighted"))
    before = files_of(release)
    [first, *_others, last] = lines(before, "train")
    assert last["responses"].get("Tone") == said
    assert first["responses"]["Names"] == [{"start": 0, "end": 3, "label": "person", "quote": "Ann"}]
    assert first["origin"]["Names"]["method"] == "weighted"
    people, documents = crowd
    for document in documents:
        for person in people:
            says(person, answer, document, tone_label=CROSS, spans=[(4, 6, 1)])
    again = built_again(release, owner)
    assert files_of(again) == before
    assert again.archive_sha256 == release.archive_sha256


def test_manifest_and_data_statement_tell_the_way_and_its_numbers(crowd, released, in_ways):
    release = released(wished=in_ways(Tone="dawid-skene", Names="majority"))
    files = files_of(release)
    told = json.loads(files["manifest.json"])
    assert told["format"] == 2
    assert told["aggregated"]["Tone"] == {
        "method": "dawid-skene",
        "percent": 60,
        "people": 2,
        "parameters": {"iterations": 100, "still": 1e-05, "grain": 0.01},
        "learned_from": {"documents": 4, "answers": 16, "people": 4},
    }
    assert told["aggregated"]["Names"]["method"] == "majority"
    statement = files["data-statement.md"].decode()
    assert (
        "Dawid and Skene: at least 60 % sure, of at least 2 people (grain 0.01, iterations 100" in statement
    )
    assert "Learned from 16 answers of 4 people to 4 documents." in statement


def test_what_was_made_in_another_way_is_told_with_what_came_of_it(crowd, released, in_ways):
    was = released("1.0", in_ways(Tone="majority"))
    now = released("1.1", in_ways(Tone="weighted"))
    found = differences(was, now)
    [(name, before, after)] = found.sources
    assert (name, before.partition(":")[0], after.partition(":")[0]) == (
        "Tone",
        "what most say",
        "Weighted vote",
    )
    assert [(change.was, change.now, count) for change, count in found.changes] == [("", "glad", 1)]
    assert differences(now, released("1.2", in_ways(Tone="weighted"))).sources == []


def test_a_release_from_before_there_were_several_ways_is_built_as_it_was(
    crowd, gathered, in_ways, owner, as_owner
):
    draft = gathered(wished=in_ways(Tone="majority"))
    kept = {name: value for name, value in draft.wish.items() if name != "ways"}
    Release.objects.filter(id=draft.id).update(format=1, ways={}, wish=kept)
    publish(Release.objects.get(id=draft.id), as_owner)
    files = files_of(built_again(draft, owner))
    told = json.loads(files["manifest.json"])
    assert (told["format"], told["aggregated"]) == (1, {"method": "majority", "percent": 60, "people": 2})
    assert lines(files, "train")[0]["origin"]["Tone"] == {"from": "aggregated", "percent": 75, "people": 4}


def test_a_way_the_question_does_not_have_is_refused(crowd, as_owner, in_ways):
    with pytest.raises(Invalid, match="Choose one of: Majority, Weighted vote"):
        make_release(as_owner, "1.0", in_ways(Names="dawid-skene"))


def test_maps_go_with_the_booklet_as_they_were(crowd, released, project, owner, expert):
    eve = Membership.objects.select_related("project__schema", "user").get(project=project, user=expert)
    label = project.schema.questions[0]["labels"][0]["id"]
    root = {"id": "root", "parent": "", "text": "Cards", "links": []}
    node = {"id": "a", "parent": "root", "text": "Joy", "links": [{"kind": "label", "id": label}]}
    save_map(eve, "concepts", [root, node], 0)
    release = released()
    before = files_of(release)
    assert before["booklet/map-concepts.md"].decode() == "# Cards\n\n* Joy (label: glad)\n"
    save_map(eve, "concepts", [root, node | {"text": "Gladness"}], 1)
    assert files_of(built_again(release, owner)) == before
    changed = differences(release, released("1.1")).pages.changed
    assert changed == [("The experts' concepts", "The experts' concepts")]
