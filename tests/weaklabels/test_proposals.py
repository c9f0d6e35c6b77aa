"""Rules that nobody typed: proposed from labelled documents, or meant by words that were marked."""

import json
import re

import pytest
from django.urls import reverse

from annotate.models import Batch, QueueRow
from annotate.services.documents import NewDocument, add_documents
from tests.weaklabels.conftest import make_gold
from weaklabels.matching import forms
from weaklabels.matching.definitions import Keywords, Rule, Says
from weaklabels.models import DeclinedRule, LabelingFunction
from weaklabels.services.functions import Wish, make_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def go(client, expert, project):
    """Ask for a page as the expert: go("rule-proposals") or go("rule-declines", post={...})."""
    client.force_login(expert)

    def ask(name, post=None, query="", **headers):
        url = reverse(f"weaklabels:{name}", args=[project.slug])
        return client.get(url + query) if post is None else client.post(url, post, headers=headers)

    return ask


@pytest.fixture
def labelled(project, cross, glad, owner):
    """Complaints that speak of a refund, and thanks: with gold."""
    batch = Batch.objects.create(project=project, name="shop", created_by=owner)
    texts = [f"I demand a refund, number {n}" for n in "abcdef"]
    texts += [f"Lovely parcel, thanks {n}" for n in "ghijklmnopqrstuvwxyzäöüß"]
    documents = add_documents(batch, [NewDocument(text) for text in texts])
    for number, document in enumerate(documents):
        make_gold(document, cross if number < 6 else glad, owner)
    return documents


def offers(page):
    """The definitions the page's buttons stand for, by the words in them."""
    found = re.findall(r'name="label" value="(\d+)".*?name="definition" value="([^"]+)"', page)
    read = [(int(label), json.loads(text.replace("&quot;", '"'))) for label, text in found]
    return {tuple(one["when"].get("words", ())): (label, one) for label, one in read}


def sent(question, label_id, definition, **more):
    return {"question": question.id, "label": label_id, "definition": json.dumps(definition), **more}


def test_words_of_one_label_are_proposed_with_their_figures(go, labelled, cross):
    page = go("rule-proposals").content.decode()
    [(label_id, _definition)] = offers(page).values()
    assert label_id == cross.id
    assert "right 6 of 6 labelled" in page
    assert "no rule says it of 6 of them" in page


def test_an_accepted_proposal_is_a_rule_that_says_where_it_comes_from(go, labelled, tone, work):
    (label_id, definition), *_more = offers(go("rule-proposals").content.decode()).values()
    answer = go("rule-acceptances", post=sent(tone, label_id, definition), **{"HX-Request": "true"})
    assert "Accepted" in answer.content.decode()
    work()
    made = LabelingFunction.objects.get()
    assert (made.origin, made.newest.label_id, made.newest.column.hits) == ("proposed", label_id, 6)
    page = go("rule-proposals").content.decode()
    assert tuple(definition["when"]["words"]) not in offers(page), "it is there now"


def test_a_declined_proposal_stays_away(go, labelled, tone):
    before = offers(go("rule-proposals").content.decode())
    (words, (label_id, definition)), *_more = before.items()
    for _twice in range(2):
        answer = go("rule-declines", post=sent(tone, label_id, definition), **{"HX-Request": "true"})
        assert (answer.status_code, answer.content) == (200, b"")
    assert DeclinedRule.objects.count() == 1
    assert words not in offers(go("rule-proposals").content.decode())
    assert not LabelingFunction.objects.exists()


def test_without_javascript_a_decline_leads_back_to_the_list(go, labelled, tone):
    (label_id, definition), *_more = offers(go("rule-proposals").content.decode()).values()
    answer = go("rule-declines", post=sent(tone, label_id, definition))
    assert answer.url == reverse("weaklabels:rule-proposals", args=[tone.project.slug])


def test_the_audit_share_proposes_nothing(go, labelled):
    QueueRow.objects.update(pool=1)
    page = go("rule-proposals").content.decode()
    assert "refund" not in page
    assert "0 labelled documents were read" in page


@pytest.mark.parametrize(
    "definition",
    [
        "",
        "[]",
        "{",
        '{"version": 1}',
        '{"version": 1, "label": 0, "says": "label", "when": {"kind": "exec"}}',
    ],
)
def test_what_is_no_rule_is_refused_in_a_sentence(go, labelled, tone, cross, definition):
    for name in ("rule-acceptances", "rule-declines"):
        answer = go(name, post={"question": tone.id, "label": cross.id, "definition": definition})
        assert answer.status_code == 422, answer.content
    assert not LabelingFunction.objects.exists()


def test_marked_words_may_mean_more_than_themselves(go, labelled, cross):
    page = go(
        "rule-demonstration", query=f"?document={labelled[0].id}&marks=11-17&label={cross.id}"
    ).content.decode()
    assert '<mark class="hit" dir="auto">refund</mark>' in page
    assert "the text has ‘refund’" in page
    assert "6 hits" in page
    assert "on gold: 6 right, 0 wrong" in page


def test_one_of_them_is_taken_with_the_document_it_was_shown_in(go, labelled, tone, cross, client):
    page = go(
        "rule-demonstration", query=f"?document={labelled[0].id}&marks=11-17&label={cross.id}"
    ).content.decode()
    label_id, definition = offers(page)[("refund",)]
    answer = go("rule-acceptances", post=sent(tone, label_id, definition, document=labelled[0].id))
    made = LabelingFunction.objects.get()
    assert answer.url == reverse("weaklabels:rule", args=[tone.project.slug, made.id])
    assert (made.name, made.origin, made.shown_in) == ("cross: refund", "shown", labelled[0])
    assert "From words marked in a document" in client.get(answer.url).content.decode()
    go("rule-acceptances", post=sent(tone, label_id, definition, document=labelled[0].id))
    assert LabelingFunction.objects.filter(name="cross: refund (2)").exists()


def test_a_marked_span_becomes_a_rule_for_spans(go, labelled, project):
    names = project.questions.get(name="Names")
    place = names.labels.get(name="place")
    page = go(
        "rule-demonstration", query=f"?document={labelled[0].id}&marks=11-17&label={place.id}"
    ).content.decode()
    label_id, definition = offers(page)[("refund",)]
    assert definition["says"] == "spans"
    go("rule-acceptances", post=sent(names, label_id, definition, document=labelled[0].id))
    assert LabelingFunction.objects.get().question == names


def test_two_stretches_may_mean_near_each_other(go, labelled, cross):
    page = go(
        "rule-demonstration", query=f"?document={labelled[0].id}&marks=2-8,11-17&label={cross.id}"
    ).content.decode()
    assert "‘demand’ stands within" in page


def test_of_an_audit_document_nothing_is_read_but_the_marked_words(go, labelled, cross):
    QueueRow.objects.filter(document=labelled[0]).update(pool=1)
    page = go(
        "rule-demonstration", query=f"?document={labelled[0].id}&marks=11-17&label={cross.id}"
    ).content.decode()
    assert "5 hits" in page
    assert labelled[0].text not in page.replace('<mark class="hit">', "").replace("</mark>", "")


@pytest.mark.parametrize("marks", ["", "5", "a-b", "9-3", "0-5000", "0-1,2-3,4-5", "8-9"])
def test_marks_that_mark_nothing_are_refused_in_a_sentence(go, labelled, cross, marks):
    answer = go("rule-demonstration", query=f"?document={labelled[0].id}&marks={marks}&label={cross.id}")
    assert answer.status_code == 422
    assert "ark" in answer.content.decode()


def test_a_document_that_is_not_there_is_not_found(go, labelled, cross):
    assert go("rule-demonstration", query=f"?document=999999&marks=0-3&label={cross.id}").status_code == 404


def test_a_proposal_can_be_looked_at_and_changed_first(go, labelled, tone, cross):
    definition = json.dumps(forms.write(Rule(cross.id, Keywords(("refund",)))))
    page = go(
        "rule-new", query=f"?question={tone.id}&label={cross.id}&definition={definition}"
    ).content.decode()
    assert ">refund</textarea>" in page
    assert go("rule-new", query="?definition={").status_code == 200


def test_documents_of_a_label_that_no_rule_hits_are_a_link_on_the_table(
    go, labelled, tone, cross, glad, expert, work
):
    make_rule(tone, Wish("refund", forms.write(Rule(0, Keywords(("refund",)))), cross.id), expert)
    work()
    page = go("rules").content.decode()
    link = f"kind=silent&amp;label={glad.id}"
    assert link in page
    assert f"kind=silent&amp;label={cross.id}" not in page
    assert (
        "24 documents outside the audit share"
        in go("rule-documents", query=f"?question={tone.id}&kind=silent&label={glad.id}").content.decode()
    )


def test_a_rule_about_spans_is_refused_for_a_question_about_labels(go, labelled, tone, cross):
    definition = forms.write(Rule(cross.id, Keywords(("refund",)), Says.SPANS))
    answer = go("rule-acceptances", post=sent(tone, cross.id, definition))
    assert answer.status_code == 422
