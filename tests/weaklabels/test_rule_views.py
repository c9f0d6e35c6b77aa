import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from annotate.models import QueueRow
from tests.weaklabels.conftest import keywords, make_gold
from weaklabels.models import Judgement, LabelingFunction
from weaklabels.services.fitting import settings_of
from weaklabels.services.functions import Wish, change_rule

pytestmark = pytest.mark.django_db

BY_HTMX = {"HX-Request": "true"}


@pytest.fixture
def go(client, expert, project):
    """Ask for a page of the rules as the expert: go("rule", id) or go("rules", post={...})."""
    client.force_login(expert)

    def ask(name, *args, post=None, query="", headers=None):
        url = reverse(f"weaklabels:{name}", args=[project.slug, *args])
        return client.get(url + query) if post is None else client.post(url, post, headers=headers)

    return ask


def a_rule(tone, label, **more):
    return {
        "question": tone.id,
        "label": label.id,
        "name": "money back",
        "guideline": "Refunds",
        "kind-0": "words",
        "text-0": "money back",
        **more,
    }


def test_an_expert_writes_a_rule_and_it_votes(go, tone, cross, texts, work):
    made = go("rule-new", post=a_rule(tone, cross))
    assert made.status_code == 302
    work()
    page = go("rules").content.decode()
    assert "money back" in page
    assert "the text has" in page
    function = LabelingFunction.objects.get()
    assert (function.guideline, function.newest.column.hits) == ("Refunds", 2)


def test_a_rule_that_cannot_be_saved_says_why_and_keeps_what_was_typed(go, tone, cross):
    answer = go(
        "rule-new", post=a_rule(tone, cross, **{"kind-0": "pattern", "text-0": r"(?<=a)b", "name": "kept"})
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "(?&lt;=a)b" in page
    assert 'value="kept"' in page
    assert not LabelingFunction.objects.exists()


def test_the_preview_shows_the_words_and_the_figures_without_keeping_anything(go, tone, cross, texts):
    make_gold(texts[0], cross, cross.question.project.created_by)
    page = go("rule-previews", post=a_rule(tone, cross)).content.decode()
    assert '<mark class="hit">money back</mark>' in page
    assert "2 hits" in page
    assert "on gold: 1 right, 0 wrong" in page
    assert not LabelingFunction.objects.exists()


def test_the_preview_says_what_is_still_wrong_with_the_rule(go, tone, cross, texts):
    page = go("rule-previews", post=a_rule(tone, cross, **{"text-0": ""})).content.decode()
    assert "The list has no words" in page


@pytest.mark.parametrize("kind", ["words", "near", "pattern", "metadata"])
def test_the_form_comes_again_with_another_kind_of_row(go, tone, cross, kind):
    page = go("rule-rows", post=a_rule(tone, cross, **{"kind-0": kind, "add": "1"})).content.decode()
    assert page.count("<fieldset") == 2
    page = go(
        "rule-rows", post=a_rule(tone, cross, **{"kind-0": kind, "kind-1": "words", "remove": "0"})
    ).content.decode()
    assert page.count("<fieldset") == 1


def test_two_experts_who_change_a_rule_at_once_are_told(go, rule, tone, cross, expert):
    function = rule("money back", cross)
    change_rule(function, Wish("money back", keywords("refund"), cross.id), expert)
    answer = go("rule", function.id, post=a_rule(tone, cross, base="1", **{"text-0": "cash"}))
    assert answer.status_code == 409
    assert "has changed this rule meanwhile" in answer.content.decode()
    assert function.versions.count() == 2


def test_versions_say_what_they_changed_and_can_be_restored(go, rule, tone, cross, texts):
    function = rule("money back", cross)
    go("rule", function.id, post=a_rule(tone, cross, base="1", **{"text-0": "refund"}))
    page = go("rule", function.id).content.decode()
    assert "refund" in page
    go("rule-restorations", function.id, post={"number": "1"})
    assert function.newest.number == 3
    assert function.newest.definition["when"]["words"] == ["money back"]
    assert "brings back 1" in go("rule", function.id).content.decode()


def test_a_retired_rule_leaves_the_table_and_can_come_back(go, rule, cross, texts, work):
    function = rule("money back", cross)
    go("rule-retirements", function.id, post={})
    assert "Bring back" in go("rules").content.decode()
    go("rule-returns", function.id, post={})
    function.refresh_from_db()
    assert function.retired_at is None


def test_hits_are_judged_one_by_one_with_the_interval_after_each(go, rule, cross, texts, work):
    function = rule("money back", cross)
    work()
    page = go("rounds", function.id, post={})
    assert page.status_code == 302
    first = Judgement.objects.order_by("place").first()
    after = go("verdicts", first.id, post={"verdict": "right"}, headers=BY_HTMX).content.decode()
    assert "right 1 of 1 checked" in after
    assert "1 of 2" in after
    second = Judgement.objects.order_by("place").last()
    assert (
        "All hits of this round are judged."
        in go("verdicts", second.id, post={"verdict": "wrong"}, headers=BY_HTMX).content.decode()
    )
    assert Judgement.objects.filter(draw_probability=1.0).count() == 2


def test_a_verdict_sent_without_htmx_leads_back_to_the_page(go, rule, cross, texts, work):
    function = rule("money back", cross)
    work()
    page = go("rounds", function.id, post={}).url
    assert go("verdicts", Judgement.objects.first().id, post={"verdict": "right"}).url == page


def test_a_verdict_given_is_not_given_again(go, rule, cross, texts, work):
    function = rule("money back", cross)
    work()
    go("rounds", function.id, post={})
    first = Judgement.objects.order_by("place").first()
    go("verdicts", first.id, post={"verdict": "right"})
    assert go("verdicts", first.id, post={"verdict": "wrong"}).status_code == 409
    first.refresh_from_db()
    assert first.verdict == "right"


def test_two_rules_that_contradict_each_other_lead_to_their_documents(go, rule, cross, glad, texts, work):
    refund, please = rule("money back", cross), rule("please", glad)
    work()
    page = go("rules").content.decode()
    link = f"kind=conflicts&amp;rule={refund.id}&amp;other={please.id}"
    assert link in page
    shown = go(
        "rule-documents",
        query=f"?question={cross.question_id}&kind=conflicts&rule={refund.id}&other={please.id}",
    )
    assert "the parcel never came" in shown.content.decode()
    assert "Where is my parcel" not in shown.content.decode()


def test_conflicts_are_sent_to_the_annotators(
    client, go, rule, cross, glad, texts, work, supervisor, project
):
    rule("money back", cross)
    rule("please", glad)
    work()
    client.force_login(supervisor)
    client.post(
        reverse("weaklabels:rule-rankings", args=[project.slug]),
        {"question": cross.question_id, "kind": "conflicts"},
    )
    project.refresh_from_db()
    assert project.ranking.stretches.get().documents == [texts[2].id]
    assert project.ranking.reasons == ["picked by a supervisor"]


def test_an_expert_sees_nothing_of_the_audit_share(go, rule, cross, texts, work):
    QueueRow.objects.filter(document=texts[2]).update(pool=1)
    rule("money back", cross)
    work()
    shown = go(
        "rule-documents", query=f"?question={cross.question_id}&rule={LabelingFunction.objects.get().id}"
    )
    assert "the parcel never came" not in shown.content.decode()
    page = go("rule-previews", post=a_rule(cross.question, cross)).content.decode()
    assert "the parcel never came" not in page


def test_a_dictionary_is_uploaded_and_its_next_version_is_looked_at_again(
    go, tone, cross, texts, work, settings
):
    go("dictionaries", post={"name": "shops", "file": SimpleUploadedFile("a.txt", b"parcel\nshop\n")})
    go("rule-new", post=a_rule(tone, cross, **{"kind-0": "dictionary", "text-0": "shops"}))
    work()
    function = LabelingFunction.objects.get()
    assert function.newest.column.hits == 2
    go("dictionaries", post={"name": "shops", "file": SimpleUploadedFile("a.txt", b"rain\n")})
    work()
    assert function.newest.column.hits == 1
    assert "shops, version 2" in go("dictionaries").content.decode()


def test_a_supervisor_sets_from_what_probability_on_rules_suggest(
    client, supervisor, tone, rule, cross, texts
):
    rule("money back", cross)
    client.force_login(supervisor)
    url = reverse("weaklabels:rule-settings", args=[tone.project.slug, tone.id])
    assert client.post(url, {"suggests_from": "80", "makes_suggestions": "on"}).status_code == 302
    settings = settings_of(tone)
    assert (settings.makes_suggestions, settings.suggests_from_percent) == (True, 80)
    assert 'value="80"' in client.get(reverse("weaklabels:rules", args=[tone.project.slug])).content.decode()
    client.post(url, {"suggests_from": "80"})
    assert not settings_of(tone).makes_suggestions
    client.post(url, {"label_model": "majority"})
    assert not settings_of(tone).makes_suggestions, "what the form does not speak of stays"


@pytest.mark.parametrize("percent", ["0", "101", "", "half", "-5", "9" * 50])
def test_what_is_no_probability_is_refused(client, supervisor, tone, percent):
    client.force_login(supervisor)
    url = reverse("weaklabels:rule-settings", args=[tone.project.slug, tone.id])
    answer = client.post(url, {"suggests_from": percent, "makes_suggestions": "on"})
    assert answer.status_code == 422
    assert "from 1 % to 100 %" in answer.content.decode()
    assert settings_of(tone).suggests_from_percent == 50


def test_a_rule_without_a_name_is_called_by_its_words(go, tone, cross):
    for _twice in range(2):
        go("rule-new", post=a_rule(tone, cross, name=" "))
    names = LabelingFunction.objects.order_by("id").values_list("name", flat=True)
    assert list(names) == ["cross: money back", "cross: money back (2)"]
