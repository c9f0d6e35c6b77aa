"""Examples as people make and read them, and that nothing of theirs can do harm."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from annotate.models import Inquiry, QueueRow
from annotate.models.queueing import Pool
from annotate.services.documents import NewDocument, add_documents
from annotate.services.holds import restore_document, withdraw_document
from booklet.models import Example, Page
from booklet.services.examples import Shown, change_example, make_example
from booklet.services.pages import Edit, make_page, save_page
from booklet.services.shares.making import Wish as SharedWish
from booklet.services.shares.making import change_share, make_link, make_share
from booklet.services.taking_along import as_files
from booklet.services.training import askable

pytestmark = pytest.mark.django_db
XSS = "<script>alert(1)</script><img src=x onerror=alert(1)>[x](javascript:alert(1))"


@pytest.fixture
def at(client, project):
    def ask(name, *args, by, post=None, **query):
        client.force_login(by)
        url = reverse(f"booklet:{name}", args=[project.slug, *args], query=query)
        return client.get(url) if post is None else client.post(url, post)

    return ask


@pytest.fixture
def tone(project):
    return project.questions.get(name="Tone")


@pytest.fixture
def names(project):
    return project.questions.get(name="Names")


def words(response):
    return response.content.decode()


@pytest.fixture
def example(project, glad_page, documents, tone, glad, expert):
    right = [{"question": tone.id, "content": {"labels": [glad.id]}}]
    return make_example(project, Shown(glad_page, documents[0], "counts", right, "She liked it."), expert)


def test_words_chosen_in_a_document_become_an_example(at, project, documents, tone, names, glad, expert):
    person = names.labels.get(name="person")
    document = documents[0]
    form = words(at("example-new", by=expert, document=document.id, marks="0-3", label=person.id))
    assert f'name="mark-{names.id}-0-3"' in form
    assert f'<option value="label-{person.id}" selected>' in form, "its page is made with it"
    assert "<mark>Ann</mark>" in form
    sent = {
        "document": document.id,
        "marks": "0-3",
        "page": f"label-{person.id}",
        "kind": "counts",
        f"choice-{tone.id}": glad.id,
        f"mark-{names.id}-0-3": person.id,
        "reasoning": "A first name is enough.",
        "passage": "0-3",
    }
    at("example-new", by=expert, post=sent)
    made = Example.objects.get()
    assert made.page == Page.objects.get(label=person)
    assert (made.start, made.end) == (0, 3)
    shown = words(at("page", made.page_id, by=expert))
    assert ">Ann</mark>" in shown
    assert "Rome" not in shown, "the words alone are shown"


def test_what_was_typed_is_not_lost_when_something_is_wrong(at, documents, tone, glad, expert):
    sent = {
        "document": documents[0].id,
        "kind": "counts",
        "reasoning": "A long thought.",
        f"choice-{tone.id}": glad.id,
    }
    answer = at("example-new", by=expert, post=sent | {"page": "", "passage": "all"})
    assert answer.status_code == 422
    assert "A long thought." in words(answer)
    assert f'<option value="{glad.id}" selected>' in words(answer)
    assert not Page.objects.exists()


def test_a_refused_example_leaves_no_page_behind(at, documents, glad, expert):
    sent = {"document": documents[0].id, "kind": "counts", "reasoning": "Why.", "page": f"label-{glad.id}"}
    answer = at("example-new", by=expert, post=sent | {"passage": "all"})
    assert "Say what is right here" in words(answer)
    assert not Page.objects.exists()


def test_the_form_of_an_audit_document_says_why_not(at, documents, expert):
    QueueRow.objects.filter(document=documents[0]).update(pool=Pool.AUDIT)
    shown = words(at("example-new", by=expert, document=documents[0].id))
    assert "audit pool" in shown
    assert "<textarea" not in shown


def test_a_long_document_is_shown_around_the_words(at, batch, project, expert, tone, glad, glad_page):
    long = add_documents(batch, [NewDocument("word " * 900 + "needle " + "word " * 900, external_id="long")])[
        0
    ]
    form = words(at("example-new", by=expert, document=long.id, marks="4500-4506"))
    values = re.findall(r'name="passage" value="([^"]+)"', form)
    assert "all" not in values
    start, end = (int(part) for part in values[0].split("-"))
    assert start < 4500 < 4506 < end
    sent = {"document": long.id, "page": f"page-{glad_page.id}", "kind": "counts", "reasoning": "Why.",
            f"choice-{tone.id}": glad.id, "passage": "all"}  # fmt: skip
    assert "at most 3000 characters" in words(at("example-new", by=expert, post=sent))


def test_an_example_is_read_on_its_page_in_the_panel_in_a_block_and_in_the_list(
    at, example, glad_page, glad, rules, annotator, expert
):
    for shown in (
        at("page", glad_page.id, by=annotator),
        at("panel", by=annotator, label=glad.id),
        at("examples", by=annotator),
        at("example", example.id, by=annotator),
        at("hint", by=annotator, label=glad.id),
    ):
        assert "liked it. 😀" in words(shown)
    save_page(rules, Edit("Rules", f"{{{{example: {example.number}}}}}\n\n{{{{example: 99}}}}\n", 1), expert)
    block = words(at("page", rules.id, by=annotator))
    assert "She liked it." in block
    assert "There is no example 99 in use." in block
    assert "She liked it." in words(
        at("previews", by=annotator, post={"text": f"{{{{example: {example.number}}}}}"})
    )


def test_the_panel_says_what_was_asked_before_about_texts_like_this(at, example, batch, expert, annotator):
    like = add_documents(batch, [NewDocument("Ann went to Rome and liked the rain.", external_id="like")])[0]
    assert "Asked before" in words(at("panel", by=expert, document=like.id))
    assert "Asked before" not in words(at("panel", by=annotator, document=like.id)), "it is not theirs"
    assert "Asked before" not in words(at("panel", by=expert, document="x" * 40))


def test_a_page_does_not_repeat_below_what_its_text_shows(at, example, glad_page, expert):
    save_page(glad_page, Edit("Glad", f"{{{{example: {example.number}}}}}\n", 1), expert)
    assert words(at("page", glad_page.id, by=expert)).count("She liked it.") == 1


def test_a_label_nobody_has_described_has_no_hint(at, project, annotator):
    cross = project.questions.get(name="Tone").labels.get(name="cross")
    assert at("hint", by=annotator, label=cross.id).status_code == 204
    assert at("hint", by=annotator, label=10**9).status_code == 204


def test_two_who_change_one_example_see_both(at, example, glad_page, tone, glad, expert, owner):
    sent = {"document": example.document_id, "page": f"page-{glad_page.id}", "kind": "counts", "passage": "all",
            f"choice-{tone.id}": glad.id, "base": example.id}  # fmt: skip
    answer = at("example-edit", example.id, by=owner, post=sent | {"reasoning": "Theirs."})
    assert answer.status_code == 302
    answer = at("example-edit", example.id, by=expert, post=sent | {"reasoning": "Mine."})
    assert answer.status_code == 409
    assert "Theirs." in words(answer)
    assert "Mine." in words(answer)
    base = re.search(r'name="base" value="(\d+)"', words(answer))[1]
    at("example-edit", example.id, by=expert, post=sent | {"reasoning": "Mine.", "base": base})
    assert "Mine." in words(at("example", example.id, by=expert)), "an earlier address leads to the newest"
    assert "Theirs." in words(at("example", example.id, by=expert)), "what it said before"


def test_a_retired_example_is_out_of_the_booklet_and_comes_back(at, example, glad_page, annotator, expert):
    at("example-retirements", example.id, by=expert, post={})
    assert "She liked it." not in words(at("page", glad_page.id, by=annotator))
    assert "retired" in words(at("example", example.id, by=annotator))
    at("example-returns", example.id, by=expert, post={})
    assert "She liked it." in words(at("page", glad_page.id, by=annotator))


def test_of_a_withdrawn_document_an_example_shows_nothing_anywhere(
    at, client, project, example, glad_page, glad, rules, batch, owner, annotator, expert, viewer, supervisor
):
    """Nor of what it said before: reasons repeat the words of a document."""
    like = add_documents(batch, [NewDocument("Ann went to Rome and liked the rain.", external_id="like")])[0]
    shown = Shown(glad_page, example.document, "counts", example.says, "She liked it, she says.")
    example = change_example(example, shown, example.id, expert)
    save_page(rules, Edit("Rules", f"{{{{example: {example.number}}}}}\n", 1), expert)
    share = make_share(project, "Early", owner)
    sections = {"pages": [str(rules.id), str(glad_page.id)], "examples": [str(example.number)]}
    change_share(share, SharedWish("Early", "", sections), owner)
    visitor = Client()
    link = f"/shared/{make_link(share, 7, owner)}/"
    assert "she says" in words(visitor.get(link))
    withdraw_document(example.document, owner)
    for reader in (annotator, viewer, expert, supervisor, owner):
        for answer in (
            at("page", glad_page.id, by=reader),
            at("page", rules.id, by=reader),
            at("panel", by=reader, label=glad.id),
            at("panel", by=reader, document=like.id),
            at("hint", by=reader, label=glad.id),
            at("examples", by=reader),
            at("example", example.id, by=reader),
            at("printed", by=reader),
            at("index", by=reader, q="rome"),
            at("index", by=reader, q="liked"),
            client.get(reverse("api:booklet-example-list", args=[project.slug])),
        ):
            assert answer.status_code == 200, answer.request["PATH_INFO"]
            assert "Rome" not in words(answer), answer.request["PATH_INFO"]
            assert "She liked it" not in words(answer), answer.request["PATH_INFO"]
    for reader in (expert, owner):
        for form in ("html", "folder"):
            assert b"She liked it" not in at("taken", by=reader, post={"form": form}).content
    assert "withdrawn, so it is not shown" in words(at("page", rules.id, by=annotator))
    assert "she says" not in words(visitor.get(link))
    assert b"She liked it" not in b"".join(as_files(project).values())
    assert askable(project) == []
    restore_document(example.document, owner)
    assert "She liked it, she says." in words(at("page", rules.id, by=annotator))
    assert "she says" in words(visitor.get(link))


def test_the_documents_page_says_what_it_is_an_example_of(client, project, example, documents, expert):
    client.force_login(expert)
    shown = words(client.get(reverse("annotate:document", args=[project.slug, documents[0].id])))
    assert f"Example {example.number}" in shown
    other = words(client.get(reverse("annotate:document", args=[project.slug, documents[1].id])))
    assert "Make it an example" in other


def test_nothing_in_an_example_can_do_harm(at, project, batch, tone, glad, annotator, expert):
    page = make_page(project, Edit("Harm", XSS), expert, label=glad)
    document = add_documents(batch, [NewDocument(XSS, external_id=XSS)])[0]
    right = [{"question": tone.id, "content": {"labels": [glad.id]}}]
    made = make_example(project, Shown(page, document, "counts", right, XSS), expert)
    save_page(page, Edit("Harm", f"{{{{example: {made.number}}}}}\n\n{{{{example: <script>}}}}", 1), expert)
    for shown in (
        at("page", page.id, by=annotator),
        at("panel", by=annotator, label=glad.id),
        at("hint", by=annotator, label=glad.id),
        at("examples", by=annotator),
        at("example", made.id, by=expert),
        at("example-edit", made.id, by=expert),
        at("example-new", by=expert, document=document.id, marks="0-8"),
        at("index", by=annotator, q="alert"),
    ):
        html = words(shown)
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert 'href="javascript' not in html
        assert "alert" in html


def test_a_decision_makes_an_example_of_what_was_asked_about(
    at, project, documents, glad_page, glad, annotator, expert
):
    inquiry = Inquiry.objects.create(
        key="00000000-0000-4000-8000-000000000001", project=project, document=documents[0], author=annotator,
        label=glad, text="Is liking a town glad?",
    )  # fmt: skip
    assert 'name="makes_example"' in words(at("decision-new", by=expert, inquiry=inquiry.id))
    sent = {
        "inquiry": inquiry.id,
        "title": "Towns",
        "decision": "It is.",
        "page": glad_page.id,
        "makes_example": "on",
        "example_kind": "borderline",
        "example_label": glad.id,
    }
    at("decision-new", by=expert, post=sent)
    made = Example.objects.get()
    assert (made.kind, made.reasoning, made.document) == ("borderline", "It is.", documents[0])
    assert made.says == [{"question": glad.question_id, "content": {"labels": [glad.id]}}]
    assert as_files(project)
