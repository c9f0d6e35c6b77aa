"""A project is shown to people without an account: what the owner chooses, what a visitor sees, and its end."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotate.models import Batch, Flag, Gold
from annotate.models.queueing import Pool, QueueRow
from annotate.services.documents import NewDocument, add_documents
from booklet.maps.nodes import ROOT, Node
from booklet.models import SharedDocument, ShareLink, Visit, VisitorComment
from booklet.services.erasing import erase_text
from booklet.services.goals import Said, save_goal
from booklet.services.maps import save_map
from booklet.services.pages import Edit, make_page
from booklet.services.shares import visits
from booklet.services.shares.documents import add_drawn, add_named
from booklet.services.shares.making import Wish, change_share, make_link, make_share
from weaklabels.matching import forms
from weaklabels.matching.definitions import Keywords, Rule
from weaklabels.services.functions import Wish as RuleWish
from weaklabels.services.functions import make_rule

pytestmark = pytest.mark.django_db
XSS = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True)
def _no_kept_figures():
    cache.clear()


@pytest.fixture
def share(project, owner):
    return make_share(project, "Early look", owner)


@pytest.fixture
def show(share, owner):
    def show(**sections):
        return change_share(share, Wish(share.name, "Please read.", sections), owner)

    return show


@pytest.fixture
def link(share, owner):
    return f"/shared/{make_link(share, 7, owner)}/"


@pytest.fixture
def visitor():
    return Client()


@pytest.fixture
def call(project, owner):
    batch = Batch.objects.create(project=project, name="calls", created_by=owner)
    (document,) = add_documents(batch, [NewDocument("Ann was glad to see Rome.", external_id="call-1")])
    QueueRow.objects.filter(document=document).update(pool=Pool.OPEN)
    return document


@pytest.fixture
def rule(glad, owner):
    return make_rule(glad.question, RuleWish("g", forms.write(Rule(0, Keywords(("glad",)))), glad.id), owner)


def words(response):
    return response.content.decode()


def test_an_owner_chooses_and_a_visitor_reads_just_that(client, owner, project, rules, glad_page, visitor):
    client.force_login(owner)
    at = reverse("booklet:shares", args=[project.slug])
    here = client.post(at, {"name": "Early look"})["Location"]
    chosen = {"name": "Early look", "introduction": "Please read.", "choice-pages": [glad_page.id]}
    seen = re.search(r'name="seen" value="(\w+)"', words(client.get(here)))[1]
    assert client.post(here, chosen | {"seen": seen}).status_code == 302
    made = words(client.post(f"{here}links/", {"days": 7}))
    link = f"/shared/{made.split('/shared/')[1].split('/')[0]}/"
    assert "/shared/" not in words(client.get(here)), "the secret is shown once"
    answer = visitor.get(link)
    shown = words(answer)
    assert "Somebody is pleased." in shown
    assert "First line." not in shown, "a page that was not chosen"
    assert f"#page-{rules.id}" not in shown, "a link to it leads nowhere"
    for name in (project.name, project.slug, "/projects/", str(owner)):
        assert name not in shown
    assert answer["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    preview = words(client.get(f"{here}preview/"))
    assert "Somebody is pleased." in preview


def test_what_one_owner_took_out_another_does_not_show_again_unseen(
    client, owner, project, rules, share, show, link, visitor
):
    show(pages=[str(rules.id)])
    client.force_login(owner)
    here = reverse("booklet:share", args=[project.slug, share.id])
    sent = {"name": "Early look", "introduction": "A long thought.", "choice-pages": [rules.id]}
    sent["seen"] = re.search(r'name="seen" value="(\w+)"', words(client.get(here)))[1]
    show()
    answer = client.post(here, sent)
    assert answer.status_code == 409
    assert "Somebody changed meanwhile what is shown here." in words(answer)
    assert "A long thought." in words(answer)
    assert "First line." not in words(visitor.get(link))
    sent["seen"] = re.search(r'name="seen" value="(\w+)"', words(answer))[1]
    assert client.post(here, sent).status_code == 302
    assert "First line." in words(visitor.get(link))


def test_what_cannot_be_shown_is_refused_and_nothing_typed_is_lost(client, owner, share, project):
    client.force_login(owner)
    here = reverse("booklet:share", args=[project.slug, share.id])
    sent = {"name": "x" * 121, "introduction": "A long thought.", "shows-comments": "on"}
    answer = client.post(here, sent)
    assert answer.status_code == 422
    assert "A long thought." in words(answer)
    assert client.post(here, {"name": "x", "choice-pages": ["987654"]}).status_code == 422
    assert client.post(f"{here}links/", {"days": 365}).status_code == 422
    assert client.post(f"{here}documents/", {"names": "no-such", "output": "rules"}).status_code == 422
    assert not ShareLink.objects.exists()


def test_before_there_are_answers_rules_and_hands_write_mocks(
    client, owner, share, show, link, visitor, call, rule, glad, project
):
    show(documents=[])
    add_named(share, ["call-1"], "rules")
    shown = words(visitor.get(link))
    assert "Ann was " in shown
    assert ">mock<" in shown
    assert "Rules wrote this" in shown
    assert "glad" in shown.split("Tone")[1], "the rule's label"
    client.force_login(owner)
    one = SharedDocument.objects.get()
    here = reverse("booklet:share-document", args=[project.slug, share.id, one.id])
    names = project.questions.get(name="Names")
    label = names.labels.first()
    wrong = client.post(here, {"output": "by_hand", f"marks-{names.id}": f"{label.name}: Paris"})
    assert wrong.status_code == 422
    assert "Paris" in words(wrong)
    assert (
        client.post(here, {"output": "by_hand", f"marks-{names.id}": f"{label.name}: Rome"}).status_code
        == 302
    )
    shown = words(visitor.get(link))
    assert f'data-tag="{label.name}">Rome</mark>' in shown
    assert "Written by hand" in shown


def test_gold_is_shown_unstamped_and_an_erased_document_not_at_all(
    share, show, link, visitor, call, glad, owner
):
    show(documents=[], comments=[])
    add_named(share, [str(call.id)], "gold")
    assert "There is no answer yet." in words(visitor.get(link))
    Gold.objects.create(
        project=share.project,
        schema=share.project.schema,
        document=call,
        question=glad.question,
        content={"labels": [glad.id]},
        origin="adjudicated",
        decided_by=owner,
    )
    shown = words(visitor.get(link))
    assert "glad</span>" in shown
    assert ">mock<" not in shown
    one = SharedDocument.objects.get()
    visitor.post(f"{link}comments/", {"name": "Mia", "text": "Ann? Rome?", "about": f"document-{one.id}"})
    assert VisitorComment.objects.get().document == call
    assert erase_text(call) >= 2
    shown = words(visitor.get(link))
    assert "Rome" not in shown


def test_an_id_that_is_the_number_of_another_document_names_the_one_that_has_it(share, call):
    """Outsiders would read a text nobody chose for them."""
    (later,) = add_documents(call.batch, [NewDocument("Ben was cross.", external_id=str(call.id))])
    QueueRow.objects.filter(document=later).update(pool=Pool.OPEN)
    add_named(share, [str(call.id)], "rules")
    assert SharedDocument.objects.get().document == later


def test_a_document_of_the_audit_pool_is_never_shown(share, call):
    QueueRow.objects.filter(document=call).update(pool=Pool.AUDIT)
    with pytest.raises(Exception, match="audit pool"):
        add_named(share, ["call-1"], "gold")
    with pytest.raises(Exception, match="no document left"):
        add_drawn(share, 5, "gold")


def test_try_it_runs_on_rules_alone_and_a_flag_becomes_a_document(show, link, visitor, rule, project):
    show(**{"try": []})
    assert "rules alone" in words(visitor.get(link))
    answers = f"{link}answers/try/"
    told = words(visitor.post(answers, {"text": f"So glad. {XSS}"}, headers={"HX-Request": "true"}))
    assert "<strong>glad</strong>" in told
    assert "<html" not in told
    assert "<script>alert" not in words(visitor.post(answers, {"text": f"So glad. {XSS}"}))
    assert visitor.post(answers, {"text": " "}).status_code == 422
    visitor.post(answers, {"text": "So glad.", "flag": "1", "name": "Mia", "note": "Not glad."})
    flag = Flag.objects.get()
    assert (flag.document.text, flag.note) == ("So glad.", "Mia, a visitor: Not glad.")
    assert visitor.post(f"{link}answers/pages/", {"text": "x"}).status_code == 404


def test_figures_name_nobody(show, link, visitor, call, annotator):
    show(figures=["progress", "agreement"])
    shown = words(visitor.get(link))
    assert "finished" in shown
    assert "too few documents" in shown
    assert str(annotator) not in shown


def test_a_visitor_comments_the_owner_replies_and_only_writers_see_it_on_the_page(
    client, owner, annotator, expert, show, share, link, visitor, rules, project
):
    show(pages=[str(rules.id)], comments=[])
    said = {"name": XSS[:60], "text": XSS, "about": f"page-{rules.id}"}
    assert visitor.post(f"{link}comments/", said).status_code == 302
    comment = VisitorComment.objects.get()
    assert comment.page == rules
    refused = visitor.post(f"{link}comments/", {"name": "", "text": "A long thought."})
    assert refused.status_code == 422
    assert "A long thought." in words(refused)
    client.force_login(owner)
    here = reverse("booklet:share", args=[project.slug, share.id])
    assert client.post(f"{here}comments/{comment.id}/replies/", {"text": f"Thanks. {XSS}"}).status_code == 302
    page = reverse("booklet:page", args=[project.slug, rules.id])
    client.force_login(expert)
    to_writers = words(client.get(page))
    client.force_login(annotator)
    assert "From visitors" not in words(client.get(page))
    client.force_login(owner)
    for shown in (words(visitor.get(link)), words(client.get(here)), to_writers):
        assert "&lt;script&gt;alert" in shown
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown


def test_without_a_place_to_comment_nothing_is_kept(show, link, visitor):
    show()
    assert visitor.post(f"{link}comments/", {"name": "Mia", "text": "Hm."}).status_code == 409
    assert not VisitorComment.objects.exists()


@pytest.mark.parametrize("how", ["revoked", "over", "replaced", "owner left", "project retired"])
def test_an_ended_link_says_so_and_nothing_of_the_project(
    client, owner, share, show, link, visitor, project, how
):
    show(comments=[], **{"try": []})
    client.force_login(owner)
    here = reverse("booklet:share", args=[project.slug, share.id])
    if how == "revoked":
        client.post(f"{here}revocations/")
    elif how == "over":
        ShareLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "replaced":
        client.post(f"{here}links/", {"days": 1})
    elif how == "owner left":
        project.memberships.filter(user=owner).update(ended_at=timezone.now())
    else:
        type(project).objects.filter(id=project.id).update(retired_at=timezone.now())
    flag = {"text": "So glad.", "flag": "1", "name": "Mia", "note": "Not glad."}
    for answer in (
        visitor.get(link),
        visitor.post(f"{link}comments/", {"name": "Mia", "text": "Hm."}),
        visitor.post(f"{link}answers/try/", flag, headers={"HX-Request": "true"}),
    ):
        assert answer.status_code == 410
        assert "This link has ended" in words(answer)
        for name in (project.name, share.name, project.slug):
            assert name not in words(answer)
        assert "no-store" in answer["Cache-Control"]
    assert not VisitorComment.objects.exists()
    assert not Flag.objects.exists()
    assert {one.kind for one in Visit.objects.all()} == {Visit.Kind.TOO_LATE}
    assert Visit.objects.count() == 3


def test_each_use_is_listed_without_an_address_and_not_without_end(
    client, owner, share, show, link, visitor, project, monkeypatch
):
    show(comments=[])
    monkeypatch.setitem(visits.MOST, Visit.Kind.OPENED, 2)
    assert visitor.get(link).status_code == 200
    assert visitor.get(link).status_code == 200
    assert visitor.get(link).status_code == 429
    assert visitor.get(link, REMOTE_ADDR="192.0.2.7").status_code == 200, "somebody else is let in"
    assert [use.visitor for use in visits.uses_of(share)] == [2, 1, 1]
    client.force_login(owner)
    shown = words(client.get(reverse("booklet:share", args=[project.slug, share.id])))
    assert "192.0.2.7" not in shown
    assert b"192.0.2.7" not in b"".join(bytes(one) for one in Visit.objects.values_list("visitor", flat=True))


def test_who_annotates_blind_sees_nothing_made_of_answers_by_the_link(
    client, annotator, owner, show, share, link, call, visitor
):
    show(documents=[], figures=["progress"], comments=[])
    add_named(share, ["call-1"], "gold")
    client.force_login(annotator)
    shown = words(client.get(link))
    assert "kept back from you" in shown
    assert "Ann was" not in shown
    assert "Ann was" in words(visitor.get(link))
    client.force_login(owner)
    assert "Ann was" in words(client.get(link))


def test_the_owner_is_told_of_all_that_a_chosen_page_shows(
    client, project, owner, expert, show, share, link, visitor
):
    node = Node("n", ROOT, "What they like")
    nodes = [Node(ROOT, "", "Cards").as_json(), node.as_json()]
    save_map(project.memberships.get(user=owner), "concepts", nodes, 0)
    page = make_page(project, Edit("Cards", "{{map: concepts}}\n"), expert)
    show(pages=[str(page.id)])
    assert "What they like" in words(visitor.get(link))
    client.force_login(owner)
    told = words(client.get(reverse("booklet:share", args=[project.slug, share.id])))
    assert "with the pictures, maps, examples and names of decisions in them" in told


def test_the_goal_and_the_maps_are_shown_as_text(project, owner, show, link, visitor):
    said = Said(XSS, "documents", 500, None, None, None, owner.id, "Nobody asks any more.")
    save_goal(project, said, 0, owner)
    node = Node("n", ROOT, XSS)
    save_map(
        project.memberships.get(user=owner),
        "concepts",
        [Node(ROOT, "", "Cards").as_json(), node.as_json()],
        0,
    )
    show(goal=[], maps=["concepts"])
    shown = words(visitor.get(link))
    assert "<script>alert" not in shown
    assert shown.count("&lt;script&gt;alert(1)") >= 2
    assert "Nobody asks any more." in shown
    assert "<svg" in shown
