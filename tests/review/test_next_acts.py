"""The next act: each state of the list, when it is the first that is unmet, leads to where it is brought about."""

import uuid
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from annotate.models import Document, Hold, Inquiry, Job, Membership, QueueRow, Standing
from annotate.roles import Role
from annotate.services import projects, work
from annotate.services.annotations import parse_submission, save_annotation
from annotate.services.documents import NewDocument, add_documents
from annotate.services.projects import add_member, create_project
from annotate.services.publishing import publish_schema
from annotate.services.tallies import progress_of
from booklet.services.examples import Shown, make_example
from booklet.services.goals import Said, goal_of, save_goal, sign_off
from booklet.services.pages import Edit, make_page
from booklet.services.tree import labels_without_page
from review.models import KeptMeasure, Release
from review.services.phases.beginning import begin_phase, set_disagreement
from review.services.spot_checks.batches import Wished
from review.services.spot_checks.making import How, make_spot_check
from review.services.spot_checks.plans import Asked
from review.services.states.order import CHECKLIST, NEXT_ACTS
from review.services.states.reading import states_of, whereabouts_of
from tests.conftest import TONE, make_user

pytestmark = pytest.mark.django_db

SAID = Said(
    purpose="Postcards are answered in a day.",
    measure="agreement",
    documents=None,
    agreement=0.7,
    model=None,
    deadline=None,
    owner=0,
    stop_rule="Nothing changes any more.",
)


@pytest.fixture
def people(owner):
    return {
        Role.OWNER: owner,
        Role.SUPERVISOR: make_user("sam"),
        Role.EXPERT: make_user("eve"),
        Role.ANNOTATOR: make_user("ada"),
    }


@pytest.fixture
def empty(owner, people):
    """A project with nothing in it but an owner, an expert and a supervisor, each with one role."""
    project = create_project(owner, "Postcards", audit_percent=0, wants=2, overlap_wants=2)
    add_member(project, owner, [Role.OWNER], by=owner)
    for role in (Role.SUPERVISOR, Role.EXPERT):
        add_member(project, people[role], [role], by=owner)
    return project


@pytest.fixture
def leads(client, people, empty):
    """What is next, and that its link works for somebody who can bring it about, and for nobody is another's."""
    met = []

    def check(code, role):
        empty.refresh_from_db()
        for one, person in people.items():
            member = Membership.objects.select_related("project").filter(project=empty, user=person).first()
            if member is None:
                continue
            act = whereabouts_of(member, progress_of(empty)).act
            assert act.code == code, f"{act.code} came before {code}"
            assert act.is_mine == bool(act.address)
            if one == role:
                client.force_login(person)
                assert client.get(act.address).status_code == 200
                assert act.address in client.get(f"/projects/{empty.slug}/").content.decode()
        met.append(code)

    check.met = met
    return check


def answer_all(project, person):
    """One after the other until nothing is lent any more."""
    membership = Membership.objects.select_related("project__schema", "user").get(
        project=project, user=person
    )
    while lent := work.lend(membership, 1, [])["documents"]:
        question = membership.project.schema.questions[0]
        body = {
            "key": str(uuid.uuid4()),
            "sha256": lent[0]["sha256"],
            "schema": membership.project.schema_id,
            "responses": [{"question": question["id"], "labels": [question["labels"][0]["id"]]}],
        }
        save_annotation(membership, Document.objects.get(id=lent[0]["id"]), parse_submission(body))


def test_a_project_is_led_from_nothing_to_its_export(empty, people, owner, leads):
    supervisor, expert, ada = people[Role.SUPERVISOR], people[Role.EXPERT], people[Role.ANNOTATOR]
    projects.close_project(empty, owner)
    leads("open", Role.OWNER)
    projects.reopen_project(empty, owner)
    leads("questions", Role.OWNER)
    publish_schema(empty, [TONE], owner)
    leads("goal", Role.OWNER)
    goal = save_goal(empty, Said(**SAID.__dict__ | {"owner": owner.id}), 0, owner)
    leads("signed", Role.OWNER)
    sign_off(Membership.objects.get(project=empty, user=owner), goal.number)
    leads("disagreement", Role.OWNER)
    set_disagreement(empty, "error", owner)
    leads("documents", Role.SUPERVISOR)
    batch = empty.batches.create(name="one", created_by=owner)
    documents = add_documents(batch, [NewDocument(f"Text {n}", external_id=str(n)) for n in range(12)])
    leads("annotators", Role.OWNER)
    ben = make_user("ben")
    for person in (ada, ben):
        add_member(empty, person, [Role.ANNOTATOR], by=owner)

    failed = Job.objects.create(project=empty, kind="import", state="failed", finished_at=timezone.now())
    leads("jobs", Role.SUPERVISOR)
    failed.finished_at = timezone.now() - timedelta(days=8)
    failed.save()
    asked = Inquiry.objects.create(
        key="00000000-0000-4000-8000-000000000001", project=empty, document=documents[0], author=ada, text="?"
    )
    leads("asked", Role.SUPERVISOR)
    asked.answered_at = timezone.now()
    asked.save()
    hold = Hold.objects.create(document=documents[0], reason=Hold.Reason.SKIPPED)
    leads("held", Role.SUPERVISOR)
    hold.closed_at = timezone.now()
    hold.save()

    leads("label pages", Role.EXPERT)
    for _question, labels in labels_without_page(empty):
        for label in labels:
            page = make_page(empty, Edit(label.name, "What it means."), expert, label=label)
    empty.wants = empty.overlap_wants = 1
    empty.save()
    leads("overlap", Role.OWNER)
    empty.wants = empty.overlap_wants = 2
    empty.save()
    leads("pilot", Role.OWNER)
    begin_phase(empty, "pilot", owner, size=10)
    says = [{"question": label.question_id, "content": {"labels": [label.id]}}]
    make_example(empty, Shown(page, documents[0], "counts", says, "It is glad."), expert)
    empty.trains = True
    empty.save()
    leads("trained", Role.ANNOTATOR)
    empty.memberships.update(trained_at=timezone.now())
    leads("pilot answered", Role.ANNOTATOR)
    for person in (ada, ben):
        answer_all(empty, person)
    leads("agreement", Role.SUPERVISOR)
    KeptMeasure.objects.update_or_create(
        project=empty, name="agreement", defaults={"value": 0.8, "low": 0.72, "high": 0.9, "count": 100}
    )
    leads("calibrated", Role.OWNER)
    begin_phase(empty, "calibrated", owner, reason="It is a small world.")
    KeptMeasure.objects.update_or_create(
        project=empty, name="agreement", defaults={"value": 0.8, "low": 0.72, "high": 0.9, "count": 100}
    )
    leads("production", Role.OWNER)
    begin_phase(empty, "production", owner, reason="It is a small world.")
    KeptMeasure.objects.update_or_create(
        project=empty, name="agreement", defaults={"value": 0.8, "low": 0.72, "high": 0.9, "count": 100}
    )
    add_documents(batch, [NewDocument("One more", external_id="more")])
    leads("answered", Role.ANNOTATOR)
    Standing.objects.filter(state="leased").update(state="lapsed", holds_slot=False)
    QueueRow.objects.filter(project=empty).update(claimed=F("wants"))
    leads("spot check", Role.SUPERVISOR)
    wished = Wished(empty.questions.get())
    make_spot_check(wished, Asked("0.5", "0.95"), How("fixed-0", "", False, allows_own=True), supervisor)
    leads("exported", Role.SUPERVISOR)
    Job.objects.create(project=empty, kind="export", state="done", finished_at=timezone.now())
    leads("released", Role.SUPERVISOR)
    now = timezone.now()
    Release.objects.create(project=empty, name="1.0", made_by=owner, wish={}, as_of=now, published_at=now)
    member = Membership.objects.select_related("project").get(project=empty, user=owner)
    found = whereabouts_of(member, progress_of(empty))
    assert found.act is None
    assert sorted(leads.met) == sorted(NEXT_ACTS), "every state of the list was the first once"
    assert goal_of(empty).number == 1
    assert found.met < found.asked, "the checklist asks for more than the acts that lead on"


def test_the_list_and_the_checklist_name_states_that_some_app_knows(project):
    known = set(states_of(project, progress_of(project)))
    assert set(NEXT_ACTS) <= known
    assert set(CHECKLIST) <= known


def test_where_disagreement_is_variation_agreement_keeps_nobody_back(project, owner):
    set_disagreement(project, "variation", owner)
    project.refresh_from_db()
    assert states_of(project, progress_of(project))["agreement"].is_met is None
