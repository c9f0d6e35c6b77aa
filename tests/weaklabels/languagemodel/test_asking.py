"""A language model's answers become votes: paid for once, never beyond the limit, and harmless when it misbehaves."""

import time
from decimal import Decimal

import pytest
from django.urls import reverse

from annotate.erasure import erase_document
from annotate.models import Job, QueueRow
from annotate.problems import Conflict, Invalid
from annotate.services.documents import NewDocument, add_documents
from weaklabels.languagemodel.endpoint import Endpoint
from weaklabels.models import LabelingFunction, LabelModelFit, ModelAnswer
from weaklabels.services.functions import Wish, change_rule, restore_version
from weaklabels.services.languagemodel.answers import answered_sample
from weaklabels.services.languagemodel.definitions import NotConfigured, definition_of
from weaklabels.services.languagemodel.running import start_asking
from weaklabels.services.languagemodel.spending import estimate_of, spent_in, spent_on
from weaklabels.services.votes import read_votes

pytestmark = pytest.mark.django_db

OF_ONE = Decimal("0.00022")  # 100 tokens for 2 a million, and 2 for 10


def said(function):
    version = function.newest
    return read_votes([version.id])[version.id].documents.tolist()


def test_a_sample_is_asked_first_and_gives_no_votes(asked_rule, ask, texts, llm):
    function = asked_rule()
    assert not llm.asked
    job = ask(function, sample=True)
    assert (job.state, job.report["documents"]) == (Job.State.DONE, 5)
    answers = {document.external_id: answer.word for document, answer in answered_sample(function.newest)}
    assert answers == {"mail-0": "yes", "mail-1": "no", "mail-2": "yes", "mail-3": "no", "mail-4": "no"}
    assert said(function) == []
    body, headers = llm.asked[0]
    assert body["model"] == "small"
    assert body["messages"][0]["content"].startswith("Is this about refunds?")
    assert headers["Authorization"] == "Bearer a key"


def test_then_all_are_and_become_votes_that_are_weighed(asked_rule, ask, texts, tone, llm):
    function = asked_rule()
    ask(function, sample=True)
    ask(function, sample=False)
    assert said(function) == [texts[0].id, texts[2].id]
    assert len(llm.asked) == 5, "nothing is asked twice"
    assert function.newest.column.seen == 5
    fit = LabelModelFit.objects.get(question=tone)
    assert fit.columns == [function.newest.id]


def test_all_cannot_be_asked_before_some(asked_rule, texts, expert):
    with pytest.raises(Conflict, match="on 20 documents first"):
        start_asking(asked_rule(), expert, sample=False)


def test_new_documents_are_what_is_left(asked_rule, ask, texts, batch, llm):
    function = asked_rule()
    ask(function, sample=True)
    ask(function, sample=False)
    [late] = add_documents(batch, [NewDocument("My money!", external_id="late")])
    assert estimate_of(function.newest, Endpoint.configured()).documents == 1
    ask(function, sample=False)
    assert said(function) == [texts[0].id, texts[2].id, late.id]
    assert len(llm.asked) == 6


def test_tokens_and_cost_are_counted_as_the_endpoint_says(asked_rule, ask, texts, project):
    function = asked_rule()
    before = estimate_of(function.newest, Endpoint.configured())
    assert before.documents == 5
    ask(function, sample=True)
    spent = spent_on(function.newest)
    assert (spent.answers, spent.tokens, spent.cost) == (5, 510, 5 * OF_ONE)
    assert spent_in(project) == 5 * OF_ONE


def test_another_prompt_is_asked_anew_and_an_earlier_one_is_remembered(
    asked_rule, ask, texts, llm, expert, sent, tone
):
    function = asked_rule()
    ask(function, sample=True)
    changed = definition_of(tone, sent | {"prompt": "A refund? {text}"})
    change_rule(function, Wish("asks", changed, None), expert)
    assert answered_sample(function.newest) == []
    ask(function, sample=True)
    assert len(llm.asked) == 10
    restore_version(function, 1, expert)
    ask(function, sample=False)
    assert len(llm.asked) == 10
    assert said(function) == [texts[0].id, texts[2].id]


def test_equal_texts_are_asked_once(asked_rule, ask, batch, llm):
    add_documents(batch, [NewDocument("Money!", external_id=f"same-{n}") for n in range(6)])
    function = asked_rule()
    ask(function, sample=True)
    assert len(llm.asked) == 1
    ask(function, sample=False)
    assert len(said(function)) == 6


def test_audit_documents_are_in_no_sample(asked_rule, ask, texts):
    QueueRow.objects.filter(document=texts[0]).update(pool=1)
    function = asked_rule()
    ask(function, sample=True)
    assert texts[0] not in [document for document, _answer in answered_sample(function.newest)]


def test_only_so_many_characters_of_a_text_are_sent(asked_rule, ask, texts, llm):
    ask(asked_rule(longest=4), sample=True)
    assert sorted(body["messages"][0]["content"][-4:] for body, _h in llm.asked) == sorted(
        t.text[:4] for t in texts
    )


def test_asking_stops_at_the_rules_limit_and_keeps_what_was_paid(asked_rule, ask, texts, batch):
    add_documents(batch, [NewDocument(f"Money {n}", external_id=f"m-{n}") for n in range(20)])
    function = asked_rule(most_spent="0.003")
    job = ask(function, sample=True)
    assert job.state == Job.State.FAILED
    assert "Asking stopped at the limit" in job.error
    assert 0 < spent_on(function.newest).cost <= Decimal("0.003")
    assert ModelAnswer.objects.count() == spent_on(function.newest).answers
    assert "stopped at the limit" in function.newest.column.error


def test_asking_stops_at_the_projects_limit_whatever_the_rule(asked_rule, ask, texts, settings):
    function = asked_rule(most_spent="5")
    settings.LLM_MOST_SPENT = Decimal("0.0001")
    assert "stopped at the limit" in ask(function, sample=True).error


def test_answers_that_are_none_of_those_allowed_are_silence(asked_rule, ask, texts, llm):
    llm.behave = lambda handler, _prompt: handler.answer("Well, it depends on what you mean by money.")
    function = asked_rule()
    ask(function, sample=True)
    ask(function, sample=False)
    assert said(function) == []
    assert {answer.word for _document, answer in answered_sample(function.newest)} == {""}
    assert not ModelAnswer.objects.exclude(answer="").exists(), "a stranger's words are not kept"


def drip(handler, _prompt):
    """A byte now and then, for ever."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def drip_headers(handler, _prompt):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X: y\r\n")
        handler.wfile.flush()
        time.sleep(0.2)


def hang(handler, _prompt):
    time.sleep(3)


BEHAVIOURS = {
    "never": (hang, "did not answer within 1 s"),
    "drip": (drip, "did not answer within 1 s"),
    "drip headers": (drip_headers, "did not answer within 1 s"),
    "no JSON": (lambda h, p: h.send(200, b"<html>"), "no answer in the form"),
    "other JSON": (lambda h, p: h.send(200, b'{"choices": []}'), "no answer in the form"),
    "a number": (lambda h, p: h.answer(7), "no answer in the form"),
    "huge": (lambda h, p: h.send(200, b"x" * 2**21), "more than 1024 kB"),
    "broken off": (lambda h, p: h.send(200, b"{", **{"Content-Length": "100"}), "broke off"),
    "no HTTP": (lambda h, p: h.wfile.write(b"hello\r\n\r\n"), "broke off"),
    "silence": (lambda h, p: None, "broke off"),
    "wrong key": (lambda h, p: h.send(401, b"a key"), "refused our key"),
    "too many": (lambda h, p: h.send(429, b""), "enough of us"),
    "fault": (lambda h, p: h.send(500, b""), "status 500"),
    "redirect": (
        lambda h, p: h.send(302, b"", Location=f"http://127.0.0.1:{h.server.server_port}/x"),
        "sends us on",
    ),
}


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_an_endpoint_that_misbehaves_is_a_sentence_and_harms_no_other_rule(
    asked_rule, ask, rule, work, texts, cross, tone, llm, settings, name
):
    settings.LLM_SECONDS = 1
    llm.behave, sentence = BEHAVIOURS[name]
    refund = rule("money back", cross)
    function = asked_rule()
    job = ask(function, sample=True)
    assert job.state == Job.State.FAILED
    assert sentence in job.error
    assert "a key" not in job.error
    assert sentence in function.newest.column.error
    work()
    assert refund.newest.column.hits == 2
    assert set(LabelModelFit.objects.get(question=tone).columns) == {refund.newest.id, function.newest.id}
    assert not ModelAnswer.objects.exists()
    assert len({path for _body, headers in llm.asked for path in [headers["Host"]]}) <= 1


def test_one_slip_is_asked_again(asked_rule, ask, texts, llm):
    slips = iter([True])

    def behave(handler, prompt):
        handler.send(500, b"") if next(slips, False) else handler.answer("yes")

    llm.behave = behave
    assert ask(asked_rule(), sample=True).state == Job.State.DONE
    assert len(llm.asked) == 6


def test_what_was_answered_before_it_fell_silent_is_kept_and_it_goes_on_later(asked_rule, ask, texts, llm):
    llm.behave = lambda h, p: h.send(500, b"") if "Thanks" in p else h.answer("yes")
    function = asked_rule()
    assert ask(function, sample=True).state == Job.State.FAILED
    kept = ModelAnswer.objects.count()
    assert kept >= 3
    llm.asked.clear()
    llm.behave = lambda h, p: h.answer("yes")
    assert ask(function, sample=True).state == Job.State.DONE
    assert len(llm.asked) == 5 - kept
    assert function.newest.column.error == ""


def test_nobody_listening_is_a_sentence(asked_rule, ask, texts, llm, settings):
    function = asked_rule()
    llm.shutdown()
    llm.server_close()
    assert "Nobody listens" in ask(function, sample=True).error


def test_an_address_that_takes_and_says_nothing_is_left_in_time(asked_rule, ask, texts, deaf, settings):
    function = asked_rule()
    settings.LLM_URL, settings.LLM_SECONDS = f"http://127.0.0.1:{deaf}/v1", 1
    assert "did not answer within 1 s" in ask(function, sample=True).error


def test_a_private_address_is_asked_only_where_it_is_listed(asked_rule, ask, texts, llm, settings):
    function = asked_rule()
    settings.LLM_PRIVATE_NETWORKS = []
    assert "inside a private network" in ask(function, sample=True).error
    assert not llm.asked


def test_a_name_that_is_not_known_is_a_sentence(asked_rule, ask, texts, settings):
    function = asked_rule()
    settings.LLM_URL = "http://nowhere.invalid/v1"
    assert (
        "The language model cannot be found: the name “nowhere.invalid” is not known"
        in ask(function, sample=True).error
    )


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"prompt": "no place"}, "write {text} there"),
        ({"prompt": "{text}" * 2000}, "A prompt has at most"),
        ({"model": "other"}, "one of the models small, large"),
        ({"answers": {}}, "at least one label"),
        ({"answers": {"no": None}}, "at least one label"),
        ({"answers": {"yes": 987654}}, "at least one label"),
        ({"answers": "yes"}, "for each answer"),
        ({"longest": "0"}, "between 1 and"),
        ({"longest": "many"}, "between 1 and"),
        ({"most_spent": "11"}, "between 0 and 10"),
        ({"most_spent": "NaN"}, "between 0 and 10"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_a_sentence(asked_rule, more, sentence):
    with pytest.raises(Invalid, match=sentence):
        asked_rule(**more)
    assert not LabelingFunction.objects.exists()


def test_two_answers_that_read_the_same_are_refused(asked_rule, cross):
    with pytest.raises(Invalid, match="read as the same"):
        asked_rule(answers={"Yes": cross.id, "yes.": None})


def test_it_is_off_unless_it_is_configured(llm, tone, sent, settings, client, expert, project):
    client.force_login(expert)
    rules, new = (reverse(f"weaklabels:{name}", args=[project.slug]) for name in ("rules", "model-rule-new"))
    assert "Ask a language model" in client.get(rules).content.decode()
    settings.LLM_URL = ""
    assert "Ask a language model" not in client.get(rules).content.decode()
    assert "No language model is set up" in client.get(new).content.decode()
    with pytest.raises(NotConfigured):
        definition_of(tone, sent)


def test_an_erasure_takes_the_answer_and_leaves_what_was_paid(asked_rule, ask, texts, owner, project):
    function = asked_rule()
    ask(function, sample=True)
    erase_document(texts[0], owner)
    assert not ModelAnswer.objects.filter(document=texts[0]).exists()
    assert ModelAnswer.objects.filter(document=None, key=None, answer="").count() == 1
    assert spent_in(project) == 5 * OF_ONE


def test_an_expert_writes_tries_and_asks(client, expert, project, texts, tone, cross, glad, llm, ask):
    client.force_login(expert)

    def url(name, *args):
        return reverse(f"weaklabels:{name}", args=[project.slug, *args])

    form = {
        "question": tone.id,
        "name": "asks",
        "model": "large",
        "prompt": "Money?\r\n{text}",
        f"answer-{cross.id}": "yes",
        f"answer-{glad.id}": "",
        "silent": "no\r\nperhaps",
        "longest": "500",
    }
    assert client.post(url("model-rule-new"), form | {"prompt": "x"}).status_code == 422
    assert client.post(url("model-rule-new"), form).status_code == 302
    function = LabelingFunction.objects.get()
    assert function.newest.definition["answers"] == {"yes": cross.id, "no": None, "perhaps": None}
    assert client.get(url("rule", function.id)).status_code == 302
    ask(function, sample=True)
    page = client.get(url("model-rule", function.id)).content.decode()
    assert "5 answers so far: 510 tokens, 0.0011 USD" in page
    assert "Ask about all that are left" in page
    assert client.post(url("model-askings", function.id), {"about": "all"}).status_code == 302
    assert (
        "asked already" in client.post(url("model-askings", function.id), {"about": "all"}).content.decode()
    )
    assert "says what large answers to: Money?" in client.get(url("rules")).content.decode()
