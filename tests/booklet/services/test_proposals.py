import pytest

from annotate.problems import Conflict, Invalid
from booklet.models import Page, Proposal
from booklet.services.drafts import draft_of, keep_draft
from booklet.services.pages import Edit
from booklet.services.proposals import approve, decline, open_proposals, propose_edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(rules, annotator):
    return propose_edit(rules, Edit("Rules", "Better.\n", 1, "clearer"), annotator)


def test_an_approved_edit_keeps_its_author_and_names_who_approved(proposal, rules, annotator, expert):
    revision = approve(proposal, Edit("Rules", "Better still.\n", 1), expert)
    assert (revision.author, revision.approved_by, revision.text) == (annotator, expert, "Better still.\n")
    assert Page.objects.get(id=rules.id).current == revision
    with pytest.raises(Conflict, match="decided already"):
        decline(proposal, "late", expert)


def test_what_its_author_writes_meanwhile_is_kept(rules, annotator, expert):
    def writes(text):
        keep_draft(rules, annotator, base=1, title="Rules", text=text)

    writes("Better.\n")
    proposal = propose_edit(rules, Edit("Rules", "Better.\n", 1), annotator)
    assert draft_of(rules, annotator) is None, "it is with the experts"
    writes("Better, and a long thought.\n")
    approve(proposal, Edit("Rules", "Better.\n", 1), expert)
    assert draft_of(rules, annotator).text == "Better, and a long thought.\n"


def test_a_declined_edit_says_why_and_changes_nothing(proposal, project, rules, expert):
    with pytest.raises(Invalid, match="why not"):
        decline(proposal, "  ", expert)
    decline(proposal, "It is clear already.", expert)
    assert Page.objects.get(id=rules.id).current.number == 1
    assert not open_proposals(project).exists()
    assert Proposal.objects.get().reply == "It is clear already."


def test_an_edit_that_changes_nothing_is_no_suggestion(rules, annotator):
    with pytest.raises(Invalid, match="Nothing differs"):
        propose_edit(rules, Edit("Rules", rules.current.text, 1), annotator)
