import pytest
from django.urls import reverse

from annotate.models import Event, QueueRow
from annotate.services.members import change_roles
from tests.weaklabels.python.conftest import HAPPY
from weaklabels.models import LabelingFunction

pytestmark = pytest.mark.django_db


@pytest.fixture
def go(client, expert, project):
    """Ask for a page of the rules as the expert: go("python-rule", id) or go("rules", post={...})."""
    client.force_login(expert)

    def ask(name, *args, post=None, query=""):
        url = reverse(f"weaklabels:{name}", args=[project.slug, *args])
        return client.get(url + query) if post is None else client.post(url, post)

    return ask


def a_rule(tone, source=HAPPY, **more):
    return {"question": tone.id, "name": "thanks", "guideline": "Thanks", "source": source, **more}


def test_nobody_writes_python_before_an_owner_allows_it(go, tone, service):
    answer = go("python-rule-new", post=a_rule(tone))
    assert answer.status_code == 403
    assert "An owner can allow it" in answer.content.decode()
    assert "New rule in Python" not in go("rules").content.decode()
    assert not LabelingFunction.objects.exists()


def test_an_owner_allows_it_role_by_role(client, go, tone, service, owner, expert, supervisor, project):
    client.force_login(owner)
    go("python-permission", post={"roles": ["expert"]})
    assert "checked" in go("python-permission").content.decode()
    assert Event.objects.get(kind="rules in Python allowed").detail == {"roles": ["expert"]}
    client.force_login(supervisor)
    refused = go("python-rule-new")
    assert (refused.status_code, "need the role expert" in refused.content.decode()) == (403, True)
    client.force_login(expert)
    assert "New rule in Python" in go("rules").content.decode()
    assert go("python-rule-new").status_code == 200


def test_a_role_that_writes_no_rules_is_not_offered(client, go, owner):
    client.force_login(owner)
    assert go("python-permission", post={"roles": ["annotator"]}).status_code == 422


def test_an_expert_writes_a_rule_and_it_votes(go, tone, service, allowed, texts, work):
    made = go("python-rule-new", post=a_rule(tone))
    assert made.status_code == 302
    work()
    function = LabelingFunction.objects.get()
    assert (function.kind, function.guideline, function.newest.column.hits) == ("python", "Thanks", 1)
    page = go("rules").content.decode()
    assert "written in Python" in page
    assert "glad" in page
    assert go("rule", function.id)["Location"] == reverse(
        "weaklabels:python-rule", args=[function.project.slug, function.id]
    )


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("", "Write the function"),
        ("def label(text, metadata)\n    pass\n", "Line 1: This is no Python."),
        ("x = 1\ny = 1 / 0\n", "Line 2: It failed with ZeroDivisionError. Python says: division by zero."),
        ("import numpy\n", "Line 1: This module cannot be imported. These can: collections"),
        ("x = 1\n", "There is no function"),
        ("def label_batch(texts, metadata):\n    return [texts[0]]\n", "Line 2: It failed with IndexError"),
        ("while True: pass\n", "Line 1: It took longer"),
        ("x" * 50_001, "at most 50,000 characters"),
    ],
)
def test_a_source_that_does_not_hold_is_refused_and_kept_in_the_form(
    go, tone, service, allowed, source, sentence
):
    answer = go("python-rule-new", post=a_rule(tone, source, name="kept"))
    page = answer.content.decode().replace("50000", "50,000")
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="kept"' in page
    assert not LabelingFunction.objects.exists()


def test_without_the_service_nothing_is_kept(go, tone, no_service, allowed):
    answer = go("python-rule-new", post=a_rule(tone))
    assert (answer.status_code, "does not answer" in answer.content.decode()) == (503, True)
    assert not LabelingFunction.objects.exists()


def test_versions_show_what_changed_and_can_be_restored(go, tone, service, python):
    function = python(HAPPY, tone, "thanks")
    go("python-rule", function.id, post=a_rule(tone, HAPPY.replace("Thanks", "well"), base="1"))
    page = go("python-rule", function.id).content.decode()
    assert "<del>-    return &quot;glad&quot; if &quot;Thanks&quot; in text else None</del>" in page
    assert "<ins>+    return &quot;glad&quot; if &quot;well&quot; in text else None</ins>" in page
    go("rule-restorations", function.id, post={"number": "1"})
    assert function.newest.definition == {"source": HAPPY}
    assert go("python-rule", function.id, post=a_rule(tone, base="1")).status_code == 409


def test_who_may_not_write_python_reads_it_and_changes_nothing(
    client, go, tone, service, python, expert, supervisor, project
):
    function = python(HAPPY, tone, "thanks")
    client.force_login(supervisor)
    page = go("python-rule", function.id).content.decode()
    assert "def label(text, metadata):" in page
    assert "<textarea" not in page
    assert go("python-rule", function.id, post=a_rule(tone, base="1")).status_code == 403
    assert go("rule-restorations", function.id, post={"number": "1"}).status_code == 403
    assert go("python-previews", post=a_rule(tone)).status_code == 403
    assert go("rule-retirements", function.id, post={}).status_code == 302
    assert go("rule-returns", function.id, post={}).status_code == 403
    assert function.versions.count() == 1


def test_who_lost_the_role_may_no_more(go, tone, service, allowed, expert, project, owner):
    change_roles(project.memberships.get(user=expert), ["supervisor"], owner)
    assert go("python-rule-new", post=a_rule(tone)).status_code == 403


def test_the_preview_shows_what_it_says_without_keeping_anything(go, tone, service, allowed, texts):
    page = go("python-previews", post=a_rule(tone)).content.decode()
    assert "1 hit" in page
    assert "Thanks, all is well." in page
    assert not LabelingFunction.objects.exists()


def test_the_preview_marks_spans(go, project, service, allowed, texts):
    names = project.questions.get(name="Names")
    source = "import re\ndef label(text, data):\n    return [(*m.span(), 'place') for m in re.finditer('B.+n', text)]\n"
    page = go("python-previews", post=a_rule(names, source)).content.decode()
    assert '<mark class="hit">Bergen</mark>' in page


def test_the_preview_names_the_line_of_an_error(go, tone, service, allowed, texts):
    source = "def label(text, metadata):\n    return metadata['channel']\n"
    page = go("python-previews", post=a_rule(tone, source)).content.decode()
    assert "Line 2: It failed with KeyError. Python says: &#x27;channel&#x27;." in page


def test_the_preview_shows_nothing_of_the_audit_share(go, tone, service, allowed, texts):
    QueueRow.objects.filter(document=texts[3]).update(pool=1)
    page = go("python-previews", post=a_rule(tone, "def label(text, metadata):\n    raise OSError(text)\n"))
    assert "all is well" not in page.content.decode()
    page = go("python-previews", post=a_rule(tone)).content.decode()
    assert "0 hits" in page
