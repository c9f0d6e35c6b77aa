"""Whatever is typed into the address or a form of the rules, the answer is a page or a sentence, never a fault."""

import json

import pytest
from django.urls import reverse

from tests.weaklabels.test_rule_views import a_rule
from weaklabels.models import LabelingFunction

pytestmark = pytest.mark.django_db

DEEP = "[" * 5_000
ODD = ["", "\0", "²", "9" * 30, "9" * 5_000, "-1", "1e999", DEEP]
KINDS = {
    "words": ["text", "place", "where"],
    "near": ["text", "other", "within", "order"],
    "pattern": ["text"],
    "dictionary": ["text"],
    "metadata": ["field", "comparison", "values", "value_kind"],
    "no kind": ["text"],
}
WHEN = {"kind": "keywords", "words": ["refund"]}
DEFINITIONS = [
    DEEP,
    "7",
    '"\\ud800"',
    '{"version": 1, "label": 1, "when": {"kind": "keywords", "words": ["\\u0000"]}}',
    '{"version": 1, "label": 1, "when": {"kind": "keywords", "words": ["\\ud800"]}}',
    *(
        json.dumps({"version": 1, "label": 1, "when": when})
        for when in [
            None,
            [],
            {},
            {"kind": []},
            {"kind": {}},
            {"kind": "all", "parts": WHEN},
            {"kind": "keywords", "words": "refund"},
            {"kind": "keywords", "words": [["refund"]]},
            WHEN | {"more": 1},
            WHEN | {"match_case": 1},
            {"kind": "not", "part": {"kind": "not", "part": WHEN}},
            {"kind": "within", "place": {"kind": "stretch", "side": [], "count": 10**30}, "when": WHEN},
        ]
    ),
]


@pytest.fixture
def sent(client, supervisor, expert, project, texts, rule, cross):
    """The status of what is sent to an address of the rules."""
    client.force_login(supervisor)
    function = rule("money back", cross)

    def send(name, *args, post=None, **query):
        args = [function.id if arg == "rule" else arg for arg in args]
        url = reverse(f"weaklabels:{name}", args=[project.slug, *args])
        answer = client.get(url, query) if post is None else client.post(url, post)
        assert answer.status_code < 500
        return answer.status_code

    return send


@pytest.mark.parametrize("kind", KINDS)
def test_each_field_of_a_condition(sent, tone, cross, kind):
    usual = a_rule(
        tone, cross, **{"kind-0": kind, "other-0": "parcel", "field-0": "channel", "values-0": "x"}
    )
    for name in KINDS[kind]:
        for odd in ODD:
            sent("rule-previews", post=usual | {f"{name}-0": odd})
    sent("rule-rows", post=usual | {"remove": "0"})


def test_each_place_a_rule_may_be_bound_to(sent, tone, cross):
    for place in ["first", "last", "section", "speaker", "first_turn", "nowhere"]:
        for odd in ODD:
            sent("rule-previews", post=a_rule(tone, cross, **{"place-0": place, "where-0": odd}))


def test_each_other_field_of_the_form(sent, tone, cross):
    usual = a_rule(tone, cross, **{"text-0": "no such word"})
    for name in ["name", "label", "question", "base", "function", "kind-²", f"kind-{'9' * 50}"]:
        for odd in ODD[1:5]:
            sent("rule-new", post=usual | {name: odd})
            sent("rule", "rule", post=usual | {name: odd})
            sent("rule-rows", post=usual | {name: odd})


def test_a_nul_in_a_rule_is_told_and_nothing_is_kept(client, expert, project, tone, cross):
    client.force_login(expert)
    for name in ["name", "guideline", "text-0"]:
        url = reverse("weaklabels:rule-new", args=[project.slug])
        answer = client.post(url, a_rule(tone, cross) | {name: "a\0b"})
        assert answer.status_code == 422
        assert "NUL" in answer.content.decode()
    assert not LabelingFunction.objects.exists()


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_definitions_that_no_button_of_ours_sends(sent, tone, cross, definition):
    sent("rule-new", definition=definition)
    offered = {"question": tone.id, "label": cross.id, "definition": definition}
    assert sent("rule-acceptances", post=offered) in {302, 422}
    assert sent("rule-declines", post=offered) in {302, 422}


def test_addresses_and_buttons(sent):
    for odd in ODD:
        for name in ["question", "rule", "other", "label", "kind", "after"]:
            sent("rule-documents", **{name: odd})
        for name in ["document", "marks", "label"]:
            sent("rule-demonstration", **{"document": "1", "marks": "0-3", name: odd})
        sent("rule-proposals", question=odd)
        sent("rule-new", question=odd, words=odd, label=odd)
        sent("rule-rankings", post={"kind": odd, "question": odd, "rule": odd})
        sent("rule-restorations", "rule", post={"number": odd})
        sent("exports", post={"form": odd})
        sent("dictionaries", post={"name": odd})
        sent("python-previews", post={"function": odd, "question": odd, "source": odd})


def test_settings_of_a_question(sent, tone):
    for odd in ODD:
        sent("rule-settings", tone.id, post={"label_model": odd, "suggests_from": "50"})
        sent("rule-settings", tone.id, post={"suggests_from": odd})
