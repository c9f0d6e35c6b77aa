"""Rules and gold in an odd state: each is told on the page of the rules, in a sentence, and nothing breaks."""

import pytest
from django.utils import timezone

from annotate.models import Batch
from annotate.services.documents import NewDocument, add_documents
from tests.weaklabels.conftest import make_gold
from weaklabels.models import LabelModelFit
from weaklabels.services.fitting import newest_fit
from weaklabels.services.suggesting import proposals_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(client, expert, project, work):
    """What the page says once all has been weighed."""

    def told():
        work()
        client.force_login(expert)
        answer = client.get(f"/projects/{project.slug}/rules/")
        assert answer.status_code == 200
        return answer.content.decode()

    return told


def test_a_rule_for_a_retired_label_counts_for_nothing_and_the_page_says_so(rule, texts, cross, tone, told):
    rule("money back", cross)
    cross.retired_at = timezone.now()
    cross.save()
    page = told()
    assert "“money back” says “cross”, a label that was retired" in page
    assert "Give the rule another label" in page
    assert proposals_for(tone.project, [tone.id], [text.id for text in texts]) == []


def test_all_rules_silent(rule, texts, cross, tone, told):
    rule("unheard of", cross)
    page = told()
    assert "All rules are silent" in page
    assert newest_fit(tone).report["project"]["covered"] == 0


def test_rules_that_have_not_looked_yet_are_not_called_silent(rule, texts, cross, client, expert, project):
    rule("money back", cross)
    client.force_login(expert)
    page = client.get(f"/projects/{project.slug}/rules/").content.decode()
    assert "All rules are silent" not in page


def test_a_label_without_any_rule(rule, texts, cross, told):
    rule("money back", cross)
    page = told()
    assert "no rule for" in page
    assert page.index("no rule for") < page.index("glad", page.index("no rule for"))


def test_two_identical_rules(rule, texts, cross, told, tone):
    rule("money back", cross)
    rule("money back", cross, name="refund")
    rule("parcel", cross)
    page = told()
    assert "“money back”, “refund” say the same of the same documents" in page
    assert "“parcel”" not in page
    assert LabelModelFit.objects.filter(question=tone).exists()


def test_gold_that_contradicts_itself(rule, cross, glad, owner, project, told):
    batch = Batch.objects.create(project=project, name="twice", created_by=owner)
    one, other, third = add_documents(
        batch,
        [
            NewDocument("My money back!", external_id="a"),
            NewDocument("My money back!", external_id="b"),
            NewDocument("No", "c"),
        ],
    )
    rule("money back", cross)
    make_gold(one, cross, owner)
    make_gold(other, glad, owner)
    make_gold(third, glad, owner)
    page = told()
    assert "Gold contradicts itself: 1 text has different labels" in page
    assert "glad, cross" in page or "cross, glad" in page
    assert f"/documents/{one.id}/" in page
    assert f"/documents/{third.id}/" not in page


def test_gold_decided_anew_does_not_contradict_what_it_replaces(rule, texts, cross, glad, owner, told):
    rule("money back", cross)
    make_gold(texts[0], glad, owner)
    make_gold(texts[0], cross, owner)
    assert "Gold contradicts itself" not in told()


def test_all_labels_of_a_question_retired(rule, texts, cross, glad, tone, told):
    rule("money back", cross)
    tone.labels.update(retired_at=timezone.now())
    assert "a label that was retired" in told()
    assert newest_fit(tone).labels == []
