"""Deciding between answers that differ: the queue, the page of a document, and what becomes of a decision."""

import re
import uuid

import pytest

from annotate.erasure import erase_document, erase_person
from annotate.models import Event, Gold, Inquiry, Label, Membership, QueueRow, Standing
from annotate.models.queueing import Pool
from annotate.roles import Role
from annotate.services.inquiries import reply
from review.models import Adjudication
from review.services.adjudication.matters import options_for
from review.services.comparing import compare
from review.services.disagreements import looking, queue
from tests.annotate.answering import says
from tests.conftest import member

pytestmark = pytest.mark.django_db
GLAD, CROSS = 0, 1
ANN, ROME, TO_ROME = (0, 3, 0), (12, 16, 1), (9, 16, 1)


@pytest.fixture
def ada(project, annotator):
    return member_of(project, annotator)


@pytest.fixture
def ben(project, second_annotator):
    return member_of(project, second_annotator)


def member_of(project, user):
    return Membership.objects.select_related("project__schema", "user").get(project=project, user=user)


@pytest.fixture
def differ(documents, ada, ben, answer):
    """Ada and Ben answer a document; by default they call its tone differently."""

    def told(one=GLAD, other=CROSS, marks=((ANN, ROME), (ANN, TO_ROME)), place=0):
        says(ada, answer, documents[place], tone_label=one, spans=marks[0])
        says(ben, answer, documents[place], tone_label=other, spans=marks[1])
        return documents[place]

    return told


@pytest.fixture
def page(client, project, supervisor):
    """Read a page below the project's disagreements, or send a form to one."""

    def get(address="", user=supervisor, status=200, **form):
        client.force_login(user)
        path = f"/projects/{project.slug}/review/disagreements/{address}"
        reply = client.post(path, form) if form else client.get(path)
        assert reply.status_code == status, reply.content.decode()[:2000]
        return reply.content.decode()

    return get


def tone(project):
    return project.questions.get(name="Tone")


def names(project):
    return project.questions.get(name="Names")


def label(question, name):
    return question.labels.get(name=name)


def form_on(page_text, **chosen):
    """The form of a page as a browser would send it, with these choices."""
    seen = re.search(r'name="seen" value="([^"]*)"', page_text).group(1)
    return {"key": str(uuid.uuid4()), "seen": seen, "queue": "", **chosen}


def tone_is(project, name):
    question = tone(project)
    return {f"outcome-{question.id}": "gold", f"part-{question.id}": str(label(question, name).id)}


def names_are(project, *marks):
    question = names(project)
    labels = [one.id for one in question.labels.order_by("id")]
    return {
        f"outcome-{question.id}": "gold",
        f"part-{question.id}": [f"{start}-{end}-{labels[place]}" for start, end, place in marks],
    }


def test_a_disagreement_waits_with_who_says_what(differ, page):
    document = differ()
    shown = page()
    assert "1 document on which answers differ" in shown
    assert str(document) in shown
    assert re.search(r"<strong>Ada</strong> says\s+<span[^>]*>glad", shown)
    assert re.search(r"<strong>Ben</strong> says\s+<span[^>]*>cross", shown)


def test_marks_that_differ_are_counted_in_words(differ, page, project):
    differ(GLAD, GLAD, ((ANN, ROME), (TO_ROME,)))
    shown = page(f"?question={names(project).id}")
    assert "1 mark with other borders" in shown
    assert "1 mark of one person only" in shown


def test_those_who_agree_wait_for_nobody(differ, page):
    differ(GLAD, GLAD)
    assert "Nobody disagrees here" in page()


def test_the_text_stands_there_once_with_a_lane_for_each(differ, page, project):
    document = differ()
    shown = page(f"{document.id}/")
    assert re.search(r'data-voice-1="3"[^>]*data-voice-2="3"[^>]*>Ann</span>', shown)
    assert re.search(r'data-end="12" data-voice-2="4" data-differs>to </span>', shown)
    assert "A tie: no answer is given more often" in shown


def test_an_accepted_answer_is_gold_with_what_was_seen(differ, page, project, supervisor):
    document = differ()
    page(
        f"{document.id}/decisions/",
        status=302,
        **form_on(page(f"{document.id}/"), **tone_is(project, "cross")),
    )
    gold = Gold.objects.get(document=document)
    assert (gold.question, gold.origin, gold.decided_by) == (tone(project), "adjudicated", supervisor)
    assert gold.content == {"labels": [label(tone(project), "cross").id]}
    assert sorted(gold.answered_by) == sorted(
        s.annotator_id for s in Standing.objects.filter(document=document)
    )
    [decision] = Adjudication.objects.all()
    assert (decision.gold, decision.questions, decision.is_own) == ([gold.id], [tone(project).id], False)
    assert Event.objects.filter(document=document, kind="gold decided", actor=supervisor).exists()
    assert "Nobody disagrees here" in page()
    assert "by Sam" in page(f"{document.id}/")


def test_marks_are_put_together_and_labelled_anew(differ, page, project):
    document = differ()
    question = names(project)
    person, place = question.labels.order_by("id")
    form = form_on(page(f"{document.id}/"), **names_are(project, ANN, ROME))
    form[f"as-{question.id}-0-3-{person.id}"] = str(place.id)
    page(f"{document.id}/decisions/", status=302, **form)
    assert Gold.objects.get(document=document).content == {
        "spans": [
            {"start": 0, "end": 3, "label": place.id},
            {"start": 12, "end": 16, "label": place.id},
        ]
    }


def test_marks_that_may_not_overlap_are_refused_and_nothing_is_lost(differ, page, project):
    document = differ()
    form = form_on(page(f"{document.id}/"), comment="It is the city.", **names_are(project, ROME, TO_ROME))
    shown = page(f"{document.id}/decisions/", status=422, **form)
    assert "overlap" in shown
    assert "It is the city." in shown
    assert shown.count('data-start="9" data-end="16" checked') == 1
    assert not Gold.objects.exists()


def test_a_second_decision_is_told_of_the_first_and_loses_nothing(differ, page, project, owner, supervisor):
    document = differ()
    first, second = (form_on(page(f"{document.id}/", user=user)) for user in (owner, supervisor))
    page(f"{document.id}/decisions/", user=owner, status=302, **first, **tone_is(project, "cross"))
    mine = {**second, **tone_is(project, "glad"), "comment": "She likes it."}
    shown = page(f"{document.id}/decisions/", status=409, **mine)
    assert "Olga decided on this document at" in shown
    assert "She likes it." in shown
    assert Gold.objects.count() == 1
    page(f"{document.id}/decisions/", status=302, **{**mine, **form_on(shown)})
    assert Gold.objects.latest("id").content == {"labels": [label(tone(project), "glad").id]}
    assert Gold.objects.count() == 2


def test_an_answer_changed_meanwhile_is_looked_at_first(differ, page, project, ada, answer):
    document = differ()
    form = form_on(page(f"{document.id}/"), **tone_is(project, "cross"))
    says(ada, answer, document, tone_label=CROSS)
    assert "changed or added an answer" in page(f"{document.id}/decisions/", status=409, **form)
    assert not Gold.objects.exists()


def test_the_same_form_twice_decides_once(differ, page, project):
    document = differ()
    form = form_on(page(f"{document.id}/"), **tone_is(project, "cross"))
    for _time in range(2):
        page(f"{document.id}/decisions/", status=302, **form)
    assert (Gold.objects.count(), Adjudication.objects.count()) == (1, 1)


def test_whoever_answered_decides_only_if_they_say_so(differ, page, project, annotator):
    document = differ()
    Membership.objects.filter(user=annotator).update(roles=["annotator", "supervisor"])
    form = form_on(page(f"{document.id}/", user=annotator), **tone_is(project, "glad"))
    shown = page(f"{document.id}/decisions/", user=annotator, status=422, **form)
    assert "One of these answers is yours" in shown
    page(f"{document.id}/decisions/", user=annotator, status=302, **form, is_own="on")
    assert Adjudication.objects.get().is_own


def test_both_right_is_kept_without_gold_and_waits_no_more(differ, page, project):
    document = differ()
    form = form_on(page(f"{document.id}/"), **{f"outcome-{tone(project).id}": "both"})
    page(f"{document.id}/decisions/", status=302, **form)
    assert Adjudication.objects.get().outcome == "both_right"
    assert not Gold.objects.exists()
    assert "Nobody disagrees here" in page()


def test_what_is_unclear_is_asked_and_comes_back_once_it_is_answered(differ, page, supervisor):
    document = differ()
    form = form_on(page(f"{document.id}/"), comment="Is “never again” cross?")
    page(f"{document.id}/doubts/", status=302, **form)
    inquiry = Inquiry.objects.get()
    assert (inquiry.author, inquiry.text) == (supervisor, "Is “never again” cross?")
    assert "Nobody disagrees here" in page()
    reply(inquiry, "It is.", supervisor)
    assert "1 document on which answers differ" in page()


def test_it_is_sent_back_to_whom_one_chooses(differ, page, ada, ben, answer):
    document = differ()
    ours = Standing.objects.get(document=document, annotator=ben.user)
    form = form_on(page(f"{document.id}/"), comment="Who is glad?", to=str(ours.current_id))
    page(f"{document.id}/returns/", status=302, **form)
    ours.refresh_from_db()
    assert (ours.state, ours.note) == ("returned", "Who is glad?")
    assert Standing.objects.get(document=document, annotator=ada.user).state == "answered"
    assert "Nobody disagrees here" in page()
    says(ben, answer, document, tone_label=CROSS)
    assert "1 document on which answers differ" in page()


def test_a_decision_changes_no_figure_of_agreement(differ, page, project):
    project.wants = project.overlap_wants = 2
    project.save()
    document = differ()
    before = compare(tone(project))
    page(
        f"{document.id}/decisions/",
        status=302,
        **form_on(page(f"{document.id}/"), **tone_is(project, "cross")),
    )
    after = compare(tone(project))
    assert (after.documents, after.measured) == (before.documents, before.measured)


def test_with_names_hidden_no_page_names_who_answered(differ, page):
    document = differ()
    page("names/", status=302, hides_names="on")
    for address in ("", f"{document.id}/"):
        shown = page(address)
        assert "Annotator A" in shown
        assert "Ada" not in shown
        assert "Ben" not in shown
    page("names/", status=302, hides_names="")
    assert "Ada" in page()


def test_an_answer_after_the_decision_opens_it_again(differ, page, project, ada, answer):
    document = differ()
    page(
        f"{document.id}/decisions/",
        status=302,
        **form_on(page(f"{document.id}/"), **tone_is(project, "cross")),
    )
    says(ada, answer, document, tone_label=GLAD)
    assert "1 document on which answers differ" in page()
    assert "Somebody answered since." in page(f"{document.id}/")


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("?after=x", 422, "no place in this list"),
        ("?until=999999999999999999", 422, "is no time here"),
        ("?question=x", 422, "must be a number"),
        ("?question=999999", 404, ""),
        ("999999/", 404, ""),
    ],
)
def test_a_wrong_address_is_answered_in_words(differ, page, address, status, sentence):
    differ()
    assert sentence in page(address, status=status)


def test_an_erased_document_leaves_no_word_of_a_decision(differ, page, project, owner):
    document = differ()
    form = form_on(page(f"{document.id}/"), comment="zyxcanary", **tone_is(project, "cross"))
    page(f"{document.id}/decisions/", status=302, **form)
    assert Adjudication.objects.filter(comment="zyxcanary").exists()
    erase_document(document, owner)
    assert list(Adjudication.objects.values_list("comment", "outcome")) == [("", "gold")]
    page(f"{document.id}/", status=410)
    assert "Nobody disagrees here" in page()


def test_an_erased_person_leaves_no_word_written_by_or_to_them(differ, page, ben, owner):
    document = differ()
    to_ben = Standing.objects.get(document=document, annotator=ben.user).current_id
    form = form_on(page(f"{document.id}/"), comment="Dear zyxcanary", to=str(to_ben))
    page(f"{document.id}/returns/", status=302, **form)
    erase_person(ben.user, owner)
    assert [row.comment for row in Adjudication.objects.all()] == [""]


def test_experts_neither_see_nor_decide_the_held_out_part(differ, page, project, supervisor):
    document = differ()
    QueueRow.objects.filter(document=document).update(pool=Pool.AUDIT)
    assert "1 document on which answers differ" in page()
    Membership.objects.filter(user=supervisor).update(roles=["supervisor", "expert"])
    assert "Nobody disagrees here" in page()
    assert "held out" in page(f"{document.id}/", status=422)


def test_the_most_divided_come_first_and_then_the_rarest(documents, differ, page, ada, ben, answer):
    """One more pair makes "glad and cross" common; a third person's view divides less than a half."""
    for place in (0, 1):
        differ(GLAD, CROSS, place=place)
    differ(GLAD, CROSS, place=2)
    third = member_of(documents[0].project, member(documents[0].project, "cy", Role.ANNOTATOR))
    says(third, answer, documents[2], tone_label=CROSS)
    shown = page()
    assert shown.index(str(documents[0])) < shown.index(str(documents[2]))
    assert shown.index(str(documents[1])) < shown.index(str(documents[2]))


def test_the_list_is_narrowed_to_labels_and_to_a_person(documents, differ, page, project, ada):
    differ(GLAD, CROSS)
    glad, cross = (label(tone(project), name).id for name in ("glad", "cross"))
    assert "1 document on" in page(f"?one={glad}&other={cross}")
    assert "1 document on" in page(f"?annotator={ada.user.id}")
    stranger = member(project, "cy", Role.ANNOTATOR)
    assert "Nothing here fits" in page(f"?annotator={stranger.id}")


def test_a_look_goes_on_where_the_last_one_ended(documents, differ, page, monkeypatch):
    for place in range(3):
        differ(GLAD, CROSS, place=place)
    monkeypatch.setattr(looking, "MOST_LOOKED", 2)
    seen, address = [], ""
    for _look in range(3):
        shown = page(address)
        seen += [str(document) for document in documents if str(document) in shown]
        further = re.search(r'href="(\?[^"]*until=\d+)">Look further', shown)
        address = further.group(1).replace("&amp;", "&") if further else ""
    assert seen == [str(documents[place]) for place in (2, 1, 0)]
    assert not address


def test_a_longer_list_has_pages(documents, differ, page, monkeypatch):
    for place in range(3):
        differ(GLAD, CROSS, place=place)
    monkeypatch.setattr(queue, "A_PAGE", 2)
    first = page()
    following = re.search(r'rel="next" href="(\?[^"]*)"', first).group(1).replace("&amp;", "&")
    second = page(following)
    shown = [[str(document) in text for document in documents[:3]] for text in (first, second)]
    assert [sum(row) for row in shown] == [2, 1]
    assert [any(pair) for pair in zip(*shown, strict=True)] == [True, True, True]


def test_the_steps_of_a_rating_are_no_labels_that_have_their_numbers():
    options = options_for({"kind": "rating"}, [], None, "", {3: Label(id=3, name="Authority")})
    assert [(one.name, one.label) for one in options] == [(str(step), None) for step in range(1, 6)]
