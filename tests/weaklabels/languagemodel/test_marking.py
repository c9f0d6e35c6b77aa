"""A language model that is asked for words: its quotes become votes, and what stands in no text is said."""

from decimal import Decimal

import pytest
from django.urls import reverse

from annotate.erasure import erase_document
from annotate.problems import Invalid
from weaklabels.languagemodel.endpoint import Endpoint
from weaklabels.models import LabelingFunction, LabelModelFit, ModelAnswer
from weaklabels.services.functions import Wish, make_rule
from weaklabels.services.languagemodel.definitions import definition_of
from weaklabels.services.languagemodel.running import Asking
from weaklabels.services.languagemodel.spending import spent_on
from weaklabels.services.votes import read_votes

pytestmark = pytest.mark.django_db


@pytest.fixture
def names(project):
    return project.questions.get(name="Names")


@pytest.fixture
def place(names):
    return names.labels.get(name="place")


@pytest.fixture
def quotes(llm, names, place, expert):
    """A rule that asks for places."""
    sent = {"prompt": "Places?\n{text}", "model": "small", "answers": {"place": place.id, "none": None}}
    kind = LabelingFunction.Kind.LANGUAGE_MODEL
    return make_rule(names, Wish("quotes", definition_of(names, sent), None), expert, kind)


def behave(handler, prompt):
    handler.answer("place: Bergen\nplace: Oslo\nVoilà!" if "rain" in prompt else "none")


def test_quotes_become_votes_on_their_words(quotes, ask, llm, texts, names, place, client, expert, project):
    llm.behave = behave
    ask(quotes, sample=True)
    ask(quotes, sample=False)
    assert len(llm.asked) == len(texts)
    votes = read_votes([quotes.newest.id])[quotes.newest.id]
    start = texts[4].text.index("Bergen")
    assert votes.documents.tolist() == [texts[4].id]
    assert votes.labels.tolist() == [place.id]
    assert (votes.starts.tolist(), votes.ends.tolist()) == ([start], [start + 6])
    spent = spent_on(quotes.newest)
    assert (spent.absent, spent.unread) == (1, 1)
    assert LabelModelFit.objects.get(question=names).columns == [quotes.newest.id]
    client.force_login(expert)
    page = client.get(reverse("weaklabels:model-rule", args=[project.slug, quotes.id])).content.decode()
    assert '<mark class="hit">Bergen</mark>' in page
    assert "1 quote stands nowhere in its text" in page
    assert "1 line was no answer with a colon" in page


def test_no_word_of_a_document_is_kept_and_an_erasure_takes_the_places(quotes, ask, llm, texts, owner):
    llm.behave = behave
    ask(quotes, sample=True)
    kept = ModelAnswer.objects.get(document=texts[4])
    assert kept.marks == [[12, 18, "place"]]
    assert kept.answer == ""
    erase_document(texts[4], owner)
    kept.refresh_from_db()
    assert (kept.document_id, kept.key, kept.marks) == (None, None, None)


def test_marks_may_be_longer_and_cost_is_reckoned_so(quotes, llm, texts):
    llm.behave = lambda handler, _prompt: handler.answer("none")
    Asking.about(quotes.newest).conversation.ask("small", "?", 512)
    assert llm.asked[0][0]["max_tokens"] == 512
    assert Endpoint.configured().estimate(0, 1, 512) == Decimal("0.00512")


def test_an_answer_with_a_colon_is_refused(names, place, llm):
    sent = {"prompt": "{text}", "model": "small", "answers": {"a: place": place.id}}
    with pytest.raises(Invalid, match="holds no colon"):
        definition_of(names, sent)


def test_the_form_begins_with_a_prompt_that_says_how_to_quote(client, expert, project, names, llm):
    client.force_login(expert)
    url = reverse("weaklabels:model-rule-new", args=[project.slug])
    page = client.get(url, {"question": names.id}).content.decode()
    assert "Write a line for each" in page
    assert "{text}" in page
