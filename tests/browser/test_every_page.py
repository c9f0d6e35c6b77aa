"""Each page once, with hostile words in every column a person can fill: nothing runs, axe finds nothing.

The pages are taken from tests/access/table.py, so a new page is visited by itself.
"""

import pytest
from django.urls import reverse

from annotate import jobs
from annotate.models import Batch, Flag, Inquiry, Membership, User
from annotate.profile.staleness import start_profile
from annotate.roles import Role
from annotate.services import work
from annotate.services.annotations import parse_submission, save_annotation
from annotate.services.documents import NewDocument, add_documents
from annotate.services.projects import add_member, create_project
from annotate.services.publishing import publish_schema
from annotate.services.sharing_rules import RuleWish, make_rule
from booklet.services.interviews.asking import Said, begin_interview, save_answer
from booklet.services.maps import save_map
from review.services.spot_checks.batches import Wished
from review.services.spot_checks.judging import judge
from review.services.spot_checks.making import How, make_spot_check
from review.services.spot_checks.plans import Asked
from tests.access.table import ADMINISTRATOR_ROUTES, PROJECT_ROUTES, PUBLIC_ROUTES, SIGNED_IN_ROUTES
from tests.access.test_routes import ALL_ROUTES, arguments_in
from tests.access.world import arguments_of
from weaklabels.matching import forms
from weaklabels.matching.definitions import Keywords, Rule, Says
from weaklabels.services.dictionaries import upload_dictionary
from weaklabels.services.functions import Wish
from weaklabels.services.functions import make_rule as make_labeling_rule

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOSTILE = (
    "</script><script>window.hit=1</script><img src=x onerror=window.hit=1>"
    "\"'><svg onload=window.hit=1> {{7*7}} ${7*7} javascript:window.hit=1"
)
SHORT = "<img src=x onerror=window.hit=1>"


@pytest.fixture
def hostile_project(transactional_db):
    """A project whose every name, note, label and text tries to run."""
    owner = User.objects.create_user(
        "mallory", "correct horse battery", name=HOSTILE[:200], is_administrator=True
    )
    project = create_project(owner, HOSTILE[:120], slug="hostile", description=HOSTILE, audit_percent=0)
    add_member(project, owner, list(Role), by=owner)
    question = {
        "kind": "choice",
        "name": HOSTILE[:200],
        "help": HOSTILE,
        "labels": [label(SHORT, "1"), label("B" + SHORT, "2")],
    }
    spans = {"kind": "spans", "name": SHORT, "required": False, "labels": [label("<b>" + SHORT, "p")]}
    publish_schema(project, [question, spans], owner)
    batch = Batch.objects.create(project=project, name=HOSTILE[:200], created_by=owner)
    new = [
        NewDocument(HOSTILE, external_id=HOSTILE, metadata={SHORT: HOSTILE}, group=SHORT, position=1),
        NewDocument(
            HOSTILE + "\r\n second", external_id=SHORT, metadata={"a": [SHORT]}, group=SHORT, position=2
        ),
        NewDocument("A third " + HOSTILE, external_id="third"),
    ]
    documents = add_documents(batch, new)
    project.refresh_from_db()
    answer_one(project, owner, documents[0])
    Flag.objects.create(
        key="00000000-0000-4000-8000-000000000001",
        project=project,
        document=documents[0],
        author=owner,
        note=HOSTILE,
    )
    Inquiry.objects.create(
        key="00000000-0000-4000-8000-000000000003",
        project=project,
        document=documents[0],
        author=owner,
        start=0,
        end=40,
        text=HOSTILE,
        responses=[{"question": HOSTILE, "labels": [HOSTILE]}],
        reply=HOSTILE,
    )
    wish = RuleWish(SHORT, {owner.id: 1}, meta=[f"{SHORT.replace('=', '')}={HOSTILE}"], takes_earlier=True)
    make_rule(project, wish, owner)
    jobs.run_due("share_by_rules")
    write_rules(project, owner)
    check_answers(project, owner)
    draw_map(project, owner)
    talk_about_it(project, owner)
    return project


def talk_about_it(project, owner):
    """An interview and a data profile full of words that try to run."""
    begun = begin_interview(project, owner, stakeholder=HOSTILE[:120], question=HOSTILE[:300], count=3)
    notes = (
        {"start": 0, "end": 40, "concept": SHORT},
        {"start": None, "end": None, "concept": HOSTILE[:120]},
    )
    for shown in begun.documents.all():
        save_answer(shown, Said("not", HOSTILE, notes), 0, owner)
    start_profile(project, owner)
    jobs.run_due("profile_documents")


def draw_map(project, owner):
    """A map whose every node tries to run, also in its picture."""
    membership = Membership.objects.select_related("project").get(project=project, user=owner)
    label = project.questions.order_by("id").first().labels.first()
    nodes = [
        {"id": "root", "parent": "", "text": HOSTILE[:300], "links": []},
        {"id": "a", "parent": "root", "text": SHORT, "links": [{"kind": "label", "id": label.id}]},
        {"id": "b", "parent": "root", "text": "</text>" + SHORT, "links": []},
    ]
    save_map(membership, "concepts", nodes, 0)


def check_answers(project, owner):
    """Two spot checks: one to be gone on with, and one that found what was answered wrong."""
    wished = Wished(project.questions.order_by("id").first())
    for shows_answer in (False, True):
        how = How("fixed-0", HOSTILE[:200], shows_answer, allows_own=True)
        check = make_spot_check(wished, Asked("0.5", "0.95"), how, owner)
    judge(check.sample.get(), owner, "wrong", HOSTILE)


def write_rules(project, owner):
    """Two that contradict each other, one that marks words, and a dictionary."""
    choice, spans = project.questions.order_by("id")
    upload_dictionary(project, HOSTILE[:120], [SHORT], owner)
    for number, (asked, chosen) in enumerate([(choice, 0), (choice, 1), (spans, 0)]):
        when = Keywords(("script", SHORT), whole_words=False)
        said = Says.SPANS if asked == spans else Says.LABEL
        definition = forms.write(Rule(0, when, said))
        wish = Wish(f"{SHORT} {number}", definition, asked.labels.order_by("id")[chosen].id, HOSTILE)
        make_labeling_rule(asked, wish, owner)
    jobs.run_due("apply_rules")
    jobs.run_due("fit_label_model")


def label(name, key):
    return {"name": name, "slot": 1, "key": key, "description": HOSTILE}


def answer_one(project, owner, document):
    membership = Membership.objects.select_related("project__schema").get(project=project, user=owner)
    work.lend(membership, 3, [])
    question, spans = project.schema.questions
    body = {
        "key": "00000000-0000-4000-8000-000000000002",
        "sha256": bytes(document.sha256).hex(),
        "schema": project.schema_id,
        "responses": [
            {"question": question["id"], "labels": [question["labels"][0]["id"]]},
            {"question": spans["id"], "spans": [{"start": 0, "end": 9, "label": spans["labels"][0]["id"]}]},
        ],
    }
    save_annotation(membership, document, parse_submission(body))


def pages(project):
    """Every address that answers GET, by its route name."""
    for route in PROJECT_ROUTES:
        if route.method == "GET":
            yield (
                route.name,
                reverse(route.name, kwargs=arguments_of(project, arguments_in(ALL_ROUTES[route.name]))),
            )
    for routes in (PUBLIC_ROUTES, SIGNED_IN_ROUTES, ADMINISTRATOR_ROUTES):
        for name, methods in routes.items():
            if "GET" in methods and not arguments_in(ALL_ROUTES[name]):
                yield name, reverse(name)


def test_no_page_runs_what_a_person_typed(page, visit, look, sign_in, problems, hostile_project):
    sign_in(hostile_project.created_by)
    page.on("dialog", lambda dialog: problems.append(f"a dialog opened: {dialog.message}"))
    visited = []
    for name, url in pages(hostile_project):
        response = page.request.get(url)
        if "text/html" not in response.headers.get("content-type", "") or not response.ok:
            continue
        if "<html" not in response.text():
            continue  # a fragment: it is part of a page that is visited itself
        visit(url)
        look(f"every-{name.replace(':', '-')}")
        assert page.evaluate("window.hit") is None, f"{name} ran what somebody typed"
        visited.append(name)
    assert "annotate:workbench" in visited
