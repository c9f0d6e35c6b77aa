"""What the rules suggest together: what is likely enough, of documents they have learned nothing from."""

import pytest

from annotate.models import Document, Gold, Membership, QueueRow, Stream
from annotate.services.rankings import Listed, switch_ranking
from annotate.services.work import lend
from tests.weaklabels.conftest import make_gold
from weaklabels.matching import forms
from weaklabels.matching.definitions import Keywords, Rule, Says
from weaklabels.models import ProposedPiece
from weaklabels.registration import erase_text
from weaklabels.services import suggesting
from weaklabels.services.functions import Wish, make_rule, retire_rule
from weaklabels.services.suggesting import proposals_for
from weaklabels.services.usage import Usage, use_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposed(project):
    """What is suggested for these documents now: proposed([document]) -> {document id: content}."""

    def ask(documents):
        questions = [question["id"] for question in project.schema.questions]
        found = proposals_for(project, questions, [document.id for document in documents])
        return {proposal.document_id: proposal.content for proposal in found}

    return ask


@pytest.fixture
def use(tone, owner):
    def use(percent=50, *, makes_suggestions=True):
        use_rules(tone, Usage("cavity", False, makes_suggestions, percent), owner)

    return use


@pytest.fixture
def span_rule(project, expert):
    """A rule whose words are the span: span_rule("Bergen", "place")."""
    names = project.questions.get(name="Names")

    def make(word, label):
        definition = forms.write(Rule(0, Keywords((word,)), Says.SPANS))
        return make_rule(names, Wish(word, definition, names.labels.get(name=label).id), expert)

    return make


def test_a_document_gets_the_label_its_rules_say(rule, texts, cross, work, proposed):
    rule("money back", cross)
    work()
    assert proposed(texts) == {texts[0].id: {"labels": [cross.id]}, texts[2].id: {"labels": [cross.id]}}


def test_it_reaches_an_annotator_with_a_ranked_document(rule, texts, cross, work, project, annotator):
    rule("money back", cross)
    work()
    project.mix = {"ranked": 1, "control": 0, "audit": 0}
    project.save()
    switch_ranking(project, {Stream.RANKED: Listed([texts[2].id], [1.0], [""])})
    ada = Membership.objects.select_related("project__schema", "user").get(user=annotator)
    [lent] = lend(ada, 1, [])["documents"]
    [suggestion] = lent["suggestions"]
    assert (suggestion["source"], suggestion["labels"]) == ("rules", [cross.id])
    assert 0.5 <= suggestion["score"] <= 1


def test_nothing_is_suggested_below_the_probability_that_is_set(rule, texts, cross, work, proposed, use):
    rule("money back", cross)
    use(100)
    work()
    assert proposed(texts) == {}
    use(50)
    work()
    assert len(proposed(texts)) == 2


def test_switched_off_the_rules_suggest_nothing(rule, texts, cross, work, proposed, use):
    rule("money back", cross)
    use(makes_suggestions=False)
    work()
    assert proposed(texts) == {}


def test_where_two_labels_are_as_likely_none_is_suggested(rule, texts, cross, glad, work, proposed, use):
    rule("parcel", glad)
    rule("money back", cross)
    use(1)
    work()
    assert set(proposed(texts)) == {texts[0].id, texts[1].id}, "on the third they contradict each other"


def test_a_document_the_model_learned_from_is_left_out(rule, texts, cross, work, proposed, owner):
    """It would tell one annotator what another answered."""
    rule("money back", cross)
    make_gold(texts[0], cross, owner)
    work()
    assert set(proposed(texts)) == {texts[2].id}


def test_an_audit_document_is_left_out(rule, texts, cross, work, proposed):
    rule("money back", cross)
    QueueRow.objects.filter(document=texts[0]).update(pool=1)
    work()
    assert set(proposed(texts)) == {texts[2].id}


def test_with_its_last_rule_a_question_loses_its_suggestions(rule, texts, cross, work, proposed, expert):
    refund = rule("money back", cross)
    work()
    retire_rule(refund, expert)
    work()
    assert proposed(texts) == {}


def test_of_spans_that_overlap_the_surest_is_suggested(span_rule, texts, project, work, proposed, owner):
    span_rule("rain in Bergen", "place")
    span_rule("Bergen", "place")
    place = project.questions.get(name="Names").labels.get(name="place")
    Gold.objects.bulk_create(
        Gold(
            project=project,
            document=document,
            question=place.question,
            schema=project.schema,
            content={"spans": []},
            origin=Gold.Origin.ADJUDICATED,
            decided_by=owner,
        )
        for document in texts[:3]
    )
    work()
    text = texts[4].text
    start = text.index("rain")
    assert proposed(texts) == {
        texts[4].id: {"spans": [{"start": start, "end": start + len("rain in Bergen"), "label": place.id}]}
    }


def test_blocks_of_documents_are_told_apart(rule, texts, cross, work, proposed, monkeypatch):
    monkeypatch.setattr(suggesting, "BLOCK", 1)
    rule("money back", cross)
    work()
    assert sorted(ProposedPiece.objects.values_list("block", flat=True)) == sorted([texts[0].id, texts[2].id])
    assert set(proposed([texts[2], texts[3]])) == {texts[2].id}


def test_one_read_serves_all_documents_and_questions(
    rule, span_rule, texts, cross, work, proposed, django_assert_num_queries, monkeypatch
):
    rule("money back", cross)
    span_rule("Bergen", "place")
    work()
    proposed(texts)
    with django_assert_num_queries(1):
        assert len(proposed(texts)) == 3


def test_an_erased_document_is_in_no_proposal(rule, texts, cross, work, proposed):
    rule("money back", cross)
    work()
    erase_text(Document.objects.get(id=texts[0].id))
    assert proposed(texts) == {}
    assert not ProposedPiece.objects.exists()
