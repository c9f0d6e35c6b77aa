import pytest

from annotate.models import Batch
from annotate.services.documents import NewDocument, add_documents
from tests.weaklabels.conftest import keywords
from weaklabels.matching import forms
from weaklabels.matching.applying import Plan
from weaklabels.matching.definitions import Dictionary, Rule
from weaklabels.models import VoteColumn, VotePiece
from weaklabels.services import applying
from weaklabels.services.dictionaries import upload_dictionary
from weaklabels.services.functions import Wish, bring_back, change_rule, make_rule, retire_rule
from weaklabels.services.matrices import votes_on
from weaklabels.services.votes import erase_votes, read_votes

pytestmark = pytest.mark.django_db


def said(function):
    """Document id -> label id."""
    votes = read_votes([function.newest.id])[function.newest.id]
    return dict(zip(votes.documents.tolist(), votes.labels.tolist(), strict=True))


def test_a_rule_votes_where_its_words_stand(rule, texts, cross, work):
    refund = rule("money back", cross)
    work()
    assert said(refund) == {texts[0].id: cross.id, texts[2].id: cross.id}
    assert refund.newest.column.hits == 2
    assert refund.newest.column.seen == len(texts)


def test_a_changed_rule_recomputes_only_itself(rule, texts, cross, glad, expert, work):
    refund, thanks = rule("money back", cross), rule("thanks", glad)
    work()
    before = list(VotePiece.objects.filter(column=thanks.newest.id).values_list("id", flat=True))
    change_rule(refund, Wish("money back", keywords("parcel"), cross.id), expert)
    work()
    assert said(refund) == {texts[1].id: cross.id, texts[2].id: cross.id}
    assert list(VotePiece.objects.filter(column=thanks.newest.id).values_list("id", flat=True)) == before


def test_a_dictionary_that_is_replaced_while_it_is_looked_for_is_looked_for_anew(
    project, tone, texts, cross, expert, work, monkeypatch
):
    upload_dictionary(project, "Shop", ["parcel"], expert)
    definition = forms.write(Rule(0, Dictionary("Shop")))
    shop = make_rule(tone, Wish("shop", definition, cross.id), expert)
    apply, replaced = Plan.apply, []

    def meanwhile(self, *parts, **more):
        found = apply(self, *parts, **more)
        if not replaced:
            replaced.append(upload_dictionary(project, "Shop", ["rain", "all is well"], expert))
        return found

    monkeypatch.setattr(Plan, "apply", meanwhile)
    work()
    assert said(shop) == {texts[3].id: cross.id, texts[4].id: cross.id}
    assert shop.newest.column.seen == len(texts)


def test_documents_that_come_later_are_all_that_is_looked_at(rule, texts, cross, project, work):
    refund = rule("money back", cross)
    work()
    [first] = VotePiece.objects.filter(column=refund.newest.id)
    batch = Batch.objects.create(project=project, name="more", created_by=project.created_by)
    [late] = add_documents(batch, [NewDocument("Give me my money back!")])
    work()
    pieces = list(VotePiece.objects.filter(column=refund.newest.id).order_by("first"))
    assert pieces[0].id == first.id
    assert (pieces[1].first, pieces[1].last) == (first.last + 1, late.id)
    assert late.id in said(refund)


def test_a_document_that_came_with_a_lower_id_is_seen_too(rule, texts, cross, work):
    refund = rule("money back", cross)
    work()
    VoteColumn.objects.update(seen=len(texts) - 1)  # as if one had been under way in another transaction
    rule("thanks", cross)
    work()
    assert refund.newest.column.seen == len(texts)
    assert len(said(refund)) == 2


def test_many_stretches_give_the_same_votes(rule, texts, cross, work, monkeypatch):
    monkeypatch.setattr(applying, "STRETCH", 2)
    refund = rule("money back", cross)
    work()
    assert said(refund) == {texts[0].id: cross.id, texts[2].id: cross.id}
    assert VotePiece.objects.filter(column=refund.newest.id).count() == 3


def test_a_retired_rule_leaves_the_matrix_and_comes_back_as_it_was(
    rule, texts, cross, glad, tone, expert, work
):
    refund, thanks = rule("money back", cross), rule("thanks", glad)
    work()
    retire_rule(refund, expert)
    assert [version.function for version in votes_on(tone).versions] == [thanks]
    bring_back(refund, expert)
    assert [version.function for version in votes_on(tone).versions] == [refund, thanks]
    assert len(said(refund)) == 2


def test_erasing_a_document_takes_its_votes(rule, texts, cross, work):
    refund = rule("money back", cross)
    work()
    assert erase_votes(texts[0].id) == 1
    assert said(refund) == {texts[2].id: cross.id}
    assert refund.newest.column.hits == 1
