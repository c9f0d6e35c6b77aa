import pytest

from annotate.erasure import erase_document
from annotate.models import Batch, Event
from annotate.services.documents import NewDocument, add_documents
from tests.weaklabels.python.conftest import HAPPY
from weaklabels.models import VotePiece
from weaklabels.services import applying
from weaklabels.services.functions import Wish, change_rule
from weaklabels.services.python import applying as python_applying
from weaklabels.services.python.permission import allow_python
from weaklabels.services.python.sources import definition_of
from weaklabels.services.votes import read_votes

pytestmark = pytest.mark.django_db


def votes_of(function):
    return read_votes([function.newest.id])[function.newest.id]


def said(function):
    """Document id -> label id."""
    votes = votes_of(function)
    return dict(zip(votes.documents.tolist(), votes.labels.tolist(), strict=True))


def error(function):
    return function.newest.column.error


def function_of(*lines):
    """A rule of these lines; the first of them is line 2."""
    return "def label(text, metadata):\n" + "".join(f"    {line}\n" for line in lines)


def test_a_rule_in_python_votes_where_it_says_a_label(service, python, tone, glad, texts, work):
    function = python(HAPPY, tone)
    work()
    assert said(function) == {texts[3].id: glad.id}
    assert (function.newest.column.seen, error(function)) == (len(texts), "")


def test_a_rule_reads_metadata(service, python, tone, cross, project, work):
    batch = Batch.objects.create(project=project, name="calls", created_by=project.created_by)
    [call, _mail] = add_documents(
        batch,
        [
            NewDocument("Hm.", metadata={"channel": "call"}),
            NewDocument("Well.", metadata={"channel": "mail"}),
        ],
    )
    function = python(function_of('return "cross" if metadata.get("channel") == "call" else None'), tone)
    work()
    assert said(function) == {call.id: cross.id}


def test_batches_and_stretches_change_nothing(service, python, tone, cross, texts, work, monkeypatch):
    monkeypatch.setattr(applying, "STRETCH", 3)
    monkeypatch.setattr(python_applying, "BATCH", 2)
    source = 'def label_batch(texts, metadata):\n    return ["cross" if "arcel" in text else None for text in texts]\n'
    function = python(source, tone)
    work()
    assert said(function) == {texts[1].id: cross.id, texts[2].id: cross.id}
    assert VotePiece.objects.filter(column=function.newest.id).count() == 2


def test_spans_count_characters(service, python, project, texts, work):
    names = project.questions.get(name="Names")
    place = names.labels.get(name="place")
    batch = Batch.objects.create(project=project, name="more", created_by=project.created_by)
    [smile] = add_documents(batch, [NewDocument("😀 Bergen")])
    source = "import re\n" + function_of(
        "return [(m.start(), m.end(), 'place') for m in re.finditer('Bergen|rain', text)]"
    )
    function = python(source, names)
    work()
    votes = votes_of(function)
    assert [
        tuple(row)
        for row in zip(votes.documents, votes.labels, votes.starts, votes.ends, strict=True)
    ] == [
        (texts[4].id, place.id, 4, 8),
        (texts[4].id, place.id, 12, 18),
        (smile.id, place.id, 2, 8),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("return 1 / 0", "Line 2: It failed with ZeroDivisionError."),
        ("return open('/etc/passwd').read()", "Line 2: A rule may only compute"),
        ("return 'x' * 10**10", "Line 2: It needed more memory"),
        ("import os; os._exit(0)", "Its process ended"),
        ("import os; os.write(1, bytes([0, 0, 0, 2]) + b'[]')", "What came back are no votes"),
        ("return 'gladd'", "it said “gladd”. It may say None or one of the labels “glad”, “cross”."),
        ("return True", "it said True or False"),
        ("return {1, 2}", "It failed with TypeError."),
    ],
)
def test_an_error_is_told_with_its_line_and_the_others_go_on(
    service, python, rule, tone, cross, glad, texts, work, line, sentence
):
    bad, good, words = (
        python(function_of(line), tone, "bad"),
        python(HAPPY, tone, "good"),
        rule("money back", cross),
    )
    work()
    assert sentence in error(bad)
    assert said(bad) == {}
    assert said(good) == {texts[3].id: glad.id}
    assert len(said(words)) == 2
    assert error(good) == error(words) == ""


def test_a_rule_without_an_end_is_stopped(service, python, tone, texts, work, monkeypatch):
    monkeypatch.setattr(python_applying, "LIMITS", python_applying.Limits(seconds=0.5))
    function = python(function_of("while True: pass"), tone)
    work()
    assert error(function).startswith("Line 2: It took longer than its time.")


@pytest.mark.parametrize(
    ("returned", "sentence"),
    [
        ("[(0, 99, 'place')]", "outside of document"),
        ("[(2, 2, 'place')]", "outside of document"),
        ("[(0, 1.0, 'place')]", "whole numbers"),
        ("[(0, 1, 'plaice')]", "it said “plaice”"),
        ("'place'", "a list of (start, end, label)"),
    ],
)
def test_a_wrong_span_is_told(service, python, project, texts, work, returned, sentence):
    function = python(function_of(f"return {returned}"), project.questions.get(name="Names"))
    work()
    assert sentence in error(function)


def test_no_word_of_a_document_gets_into_an_error(service, python, tone, texts, work):
    """A rule sees the audit share, which its author does not."""
    leaks = [
        "raise ValueError(text)",
        "raise type(text, (Exception,), {})()",
        "return text",
        "return [0, 1, text]",
    ]
    functions = [python(function_of(line), tone, line) for line in leaks]
    work()
    for function in functions:
        assert error(function)
        assert not any(document.text[:6] in error(function) for document in texts)


def test_a_changed_rule_begins_anew(service, python, tone, glad, texts, expert, work):
    function = python(function_of("return 1 / 0"), tone)
    work()
    assert error(function)
    change_rule(function, Wish("a rule", definition_of(HAPPY), None), expert)
    work()
    assert (error(function), said(function)) == ("", {texts[3].id: glad.id})


def test_without_the_service_a_rule_waits_and_goes_on(
    no_service, python, rule, tone, cross, glad, texts, work, settings, running_service
):
    function, words = python(HAPPY, tone, check=False), rule("money back", cross)
    work()
    assert "does not answer" in error(function)
    assert len(said(words)) == 2
    settings.RULES_SOCKET = running_service
    work()
    assert (error(function), said(function)) == ("", {texts[3].id: glad.id})


def test_without_permission_a_rule_rests(service, python, tone, texts, project, owner, work):
    function = python(HAPPY, tone)
    allow_python(project, [], owner)
    work()
    assert "rests" in error(function)
    allow_python(project, ["owner"], owner)
    work()
    assert (error(function), len(said(function))) == ("", 1)
    assert Event.objects.filter(kind="rules in Python allowed").count() == 3


def test_an_erased_document_is_shown_to_no_rule(service, python, tone, texts, project, owner, work):
    function = python(function_of("return 'glad'"), tone)
    erase_document(texts[0], owner)
    work()
    assert set(said(function)) == {text.id for text in texts[1:]}
