"""Which rules fire on a document, on which words, and what the label model makes of it."""

import pytest
from django.utils import timezone

from annotate.models import Label, QueueRow
from annotate.roles import Role
from annotate.services.projects import add_member
from tests.conftest import make_user
from tests.weaklabels.conftest import keywords, make_gold
from weaklabels.matching import forms
from weaklabels.matching.definitions import Keywords, Rule, Says
from weaklabels.packing import DOCUMENTS, PROBABILITIES, unpacked
from weaklabels.services.explaining import explained
from weaklabels.services.fitting import newest_fit
from weaklabels.services.functions import Wish, change_rule, make_rule
from weaklabels.services.usage import Usage, use_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def disputed(rule, texts, cross, glad, work):
    """Two rules against one on the third text."""
    rules = rule("money back", cross), rule("never came", cross), rule("please", glad)
    work()
    return rules


def soft_labels_of(question, document):
    soft = newest_fit(question).soft_labels
    place = unpacked(soft.documents, DOCUMENTS).tolist().index(document.id)
    return unpacked(soft.probabilities, PROBABILITIES).reshape(-1, len(soft.fit.labels))[place].tolist()


def test_each_rule_is_shown_with_its_words(disputed, texts):
    [found] = explained(texts[2])
    said = [
        (one.function.name, [piece.text for piece in one.excerpt.pieces if piece.is_match])
        for one in found.firings
    ]
    assert said == [("money back", ["Money back"]), ("never came", ["never came"]), ("please", ["please"])]
    assert found.silent == 0
    [other] = explained(texts[0])
    assert ([one.function.name for one in other.firings], other.silent) == (["money back"], 2)
    [nothing] = explained(texts[4])
    assert (nothing.firings, nothing.shares, nothing.silent) == ([], [], 3)


@pytest.mark.parametrize("label_model", ["cavity", "dawid_skene", "majority"])
def test_the_shares_are_those_of_the_label_model(disputed, texts, tone, owner, work, label_model, cross):
    make_gold(texts[0], cross, owner)
    use_rules(tone, Usage(label_model, orders_queue=False), owner)
    work()
    [found] = explained(texts[2])
    by_label = {share.label.id: share.probability for share in found.shares}
    expected = dict(zip(newest_fit(tone).labels, soft_labels_of(tone, texts[2]), strict=True))
    likely = {label: chance for label, chance in expected.items() if chance >= 0.01}
    assert by_label == pytest.approx(likely, abs=1e-6)
    assert found.unlikely == len(expected) - len(likely)
    assert found.shares[0].label == cross, "the likeliest comes first"


def test_where_one_label_is_left_it_is_no_surer_than_the_label_model(disputed, texts, tone, cross, work):
    Label.objects.filter(id=cross.id).update(retired_at=timezone.now())
    work()
    [found] = explained(texts[2])
    assert [share.probability for share in found.shares] == pytest.approx(soft_labels_of(tone, texts[2]))
    assert found.shares[0].probability < 1


def test_a_rule_that_was_just_changed_fires_and_is_not_weighed_yet(disputed, texts, cross, expert):
    change_rule(disputed[0], Wish("money back", keywords("parcel"), cross.id), expert)
    [found] = explained(texts[1])
    assert [one.function.name for one in found.firings] == ["money back"]
    assert [function.name for function in found.unweighed] == ["money back"]
    assert found.shares == []


def test_of_spans_each_is_shown_with_its_words_and_its_chance(project, texts, expert, work):
    names = project.questions.get(name="Names")
    place = names.labels.get(name="place")
    for words in ("Bergen", "rain in Bergen"):
        definition = forms.write(Rule(0, Keywords((words,)), Says.SPANS))
        make_rule(names, Wish(words, definition, place.id), expert)
    make_rule(
        names, Wish("once more", forms.write(Rule(0, Keywords(("Bergen",)), Says.SPANS)), place.id), expert
    )
    work()
    [found] = explained(texts[4])
    chances = {share.words: share.probability for share in found.shares}
    assert list(chances) == ["Bergen", "rain in Bergen"]
    precisions = list(newest_fit(names).report["precisions"].values())
    both, one = [
        1 - (1 - precisions[0][str(place.id)]) * (1 - precisions[2][str(place.id)]),
        precisions[1][str(place.id)],
    ]
    assert list(chances.values()) == pytest.approx([both, one])


@pytest.fixture
def panel(client, project, texts):
    """Does this person see on the document's page what the rules say?"""

    def panel(user):
        client.force_login(user)
        answer = client.get(f"/projects/{project.slug}/documents/{texts[2].id}/")
        return answer.status_code == 200 and "What the rules say" in answer.content.decode()

    return panel


def test_supervisors_and_experts_see_it_on_the_documents_page(disputed, panel, supervisor, expert, annotator):
    assert panel(supervisor)
    assert panel(expert)
    assert not panel(annotator)


def test_experts_do_not_see_it_on_audit_documents(disputed, panel, supervisor, expert):
    QueueRow.objects.update(pool=1)
    assert panel(supervisor)
    assert not panel(expert)


@pytest.mark.parametrize(
    ("is_blind", "shows", "sees"), [(True, True, False), (False, True, True), (False, False, False)]
)
def test_an_expert_who_annotates_sees_it_only_where_suggestions_are_shown_and_nobody_is_blind(
    disputed, panel, project, owner, is_blind, shows, sees
):
    project.is_blind, project.shows_suggestions = is_blind, shows
    project.save()
    both = make_user("bea")
    add_member(project, both, [Role.EXPERT, Role.ANNOTATOR], by=owner)
    assert panel(both) is sees
