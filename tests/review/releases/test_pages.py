"""A release from its form to its file, and what changed since: as supervisors and owners see it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from annotate import jobs
from annotate.erasure import erase_person
from annotate.models import Label, Membership, Project
from annotate.roles import Role
from annotate.services.gold import make_gold
from annotate.services.tokens import make_token
from review.models import Release
from review.services.releases.wishes import Labels
from tests.annotate.answering import says
from tests.conftest import member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def go(client, project):
    def go(address, user, status=200, **form):
        client.force_login(user)
        path = f"/projects/{project.slug}/review/releases/{address}"
        reply = client.post(path, form) if form else client.get(path)
        assert reply.status_code == status, reply.content.decode()[:3000]
        return b"".join(reply.streaming_content) if reply.streaming else reply.content.decode()

    return go


@pytest.fixture
def form(project):
    tone, names = project.questions.order_by("id")
    return {
        "name": "1.0",
        "documents": "answered",
        "validation": "0",
        "percent": "60",
        "people": "2",
        f"labels-{tone.id}": Labels.AGGREGATED,
        f"labels-{names.id}": Labels.ANSWERS,
    }


def test_a_supervisor_makes_it_an_owner_publishes_it_and_the_file_is_there(
    answered, go, form, supervisor, owner, project
):
    assert "Nothing has been released yet" in go("", supervisor)
    go("new/", supervisor, 302, **form)
    release = Release.objects.get()
    assert "waiting to begin" in go(f"{release.id}/", supervisor)
    jobs.run_due("export_release")
    page = go(f"{release.id}/", supervisor)
    assert "Data statement" in page
    assert "1 document that is like a test document" in page
    assert "No spot check was finished" in page
    assert "An owner of the project publishes it." in page
    go(f"{release.id}/statements/", supervisor, 302, languages="English, as on postcards.")
    go(f"{release.id}/publications/", supervisor, 403, sent="yes")
    assert "English, as on postcards." in go(f"{release.id}/", owner)
    go(f"{release.id}/publications/", owner, 302, sent="yes")
    jobs.run_due("export_release")
    assert "Download the ZIP" in go(f"{release.id}/", supervisor)
    assert go(f"{release.id}/archive.zip", supervisor).startswith(b"PK")
    assert "There is no test part" not in Release.objects.get().statement
    go(f"{release.id}/statements/", owner, 422, languages="Other")
    go(f"{release.id}/retirements/", owner, 422, because=" ")
    go(f"{release.id}/retirements/", supervisor, 403, because="No")
    go(f"{release.id}/retirements/", owner, 302, because="Use 1.1.")
    assert "Use 1.1." in go(f"{release.id}/", supervisor)
    assert go(f"{release.id}/archive.zip", supervisor).startswith(b"PK"), "who has it may fetch it again"


def test_what_cannot_be_released_is_refused_with_a_sentence(answered, go, form, supervisor, project):
    nothing = {name: Labels.NONE if name.startswith("labels") else value for name, value in form.items()}
    assert "No question is released" in go("new/", supervisor, 422, **nothing)
    assert "greater than or equal to 51" in go("new/", supervisor, 422, **form | {"percent": "50"})
    go("new/", supervisor, 302, **form)
    assert "already. Names are given once" in go("new/", supervisor, 422, **form)
    release = Release.objects.get()
    go(f"{release.id}/publications/", project.created_by, 422, sent="yes")
    go(f"{release.id}/retirements/", supervisor, 302, sent="yes")
    go("new/", supervisor, 302, **form)


def test_what_was_typed_and_not_kept_is_published_and_what_another_kept_meanwhile_stays(
    answered, go, form, supervisor, owner
):
    go("new/", supervisor, 302, **form)
    jobs.run_due("export_release")
    release = Release.objects.get()
    opened = {"initial-languages": "", "initial-gaps": ""}  # what the owner's page shows, and sends along
    go(f"{release.id}/statements/", supervisor, 302, gaps="Only postcards.", **opened)
    go(f"{release.id}/publications/", owner, 302, languages="English.", gaps="", **opened)
    published = Release.objects.get()
    assert published.words == {"languages": "English.", "gaps": "Only postcards."}
    assert "English." in published.statement
    assert "Only postcards." in published.statement


def test_words_that_are_too_long_publish_nothing(answered, go, form, supervisor, owner):
    go("new/", supervisor, 302, **form)
    jobs.run_due("export_release")
    release = Release.objects.get()
    page = go(f"{release.id}/publications/", owner, 422, languages="x" * 5_001)
    assert "x" * 5_001 in page
    assert not Release.objects.get().is_published


def test_where_disagreement_is_variation_answers_go_with_their_distribution(
    answered, go, form, supervisor, project
):
    Project.objects.filter(id=project.id).update(disagreement="variation")
    page = go("new/", supervisor)
    assert "Several answers may be right" in page
    assert f'value="{Labels.GOLD}"' not in page
    go("new/", supervisor, 422, **form)


def test_two_releases_are_compared_and_each_count_leads_to_its_documents(
    answered, released, go, owner, answer, project
):
    was = released("1.0", Tone=Labels.GOLD, Names=Labels.ANSWERS)
    first, second, third = answered.documents[:3]
    says(answered.first, answer, second, tone_label=1, spans=[(0, 3, 1)])
    says(answered.first, answer, first, tone_label=1, spans=[(0, 3, 0)])
    make_gold(first.standings.get(annotator=answered.first.user).current, owner)
    says(answered.first, answer, answered.documents[6])
    Label.objects.filter(name="person").update(name="human being")
    now = released("1.1", Tone=Labels.GOLD, Names=Labels.ANSWERS)
    page = go(f"{now.id}/differences/", owner)
    assert "From 1.0 to 1.1" in page
    lines = {
        ("Tone", "glad", "cross"): first,
        ("Names", "human being", "place"): second,
    }
    for (question, before, after), document in lines.items():
        address = f"{now.id}/differences/?kind=label&question={question}&was={before}&now={after}"
        listed = go(address, owner)
        assert str(document) in listed
        assert str(third) not in listed
    assert str(answered.documents[6]) in go(f"{now.id}/differences/?kind=in", owner)
    assert "There is none." in go(f"{now.id}/differences/?kind=out", owner)
    assert "person" in page
    assert "human being" in page
    go(f"{now.id}/differences/?kind=everything", owner, 422)
    assert "nothing to compare with" in go(f"{was.id}/differences/", owner)


def test_a_release_is_compared_with_a_later_one_that_knows_more_people(
    answered, released, go, owner, answer, project
):
    was = released("1.0", Names=Labels.ANSWERS)
    cy = Membership.objects.select_related("project__schema", "user").get(
        project=project, user=member(project, "cy", Role.ANNOTATOR)
    )
    says(cy, answer, answered.documents[1], tone_label=1, spans=[(0, 3, 1)])
    later = released("1.1", Names=Labels.ANSWERS)
    assert "From 1.1 to 1.0" in go(f"{was.id}/differences/?since={later.id}", owner)
    assert "From 1.0 to 1.1" in go(f"{later.id}/differences/?since={was.id}", owner)


def test_programs_read_it_and_fetch_it_with_the_scope_of_exports(answered, released, client, owner, project):
    release = released()
    client.force_login(owner)
    address = f"/api/v1/projects/{project.slug}/data-releases/"
    [listed] = client.get(address).json()
    assert (listed["name"], listed["documents"]) == ("1.0", {"train": 3, "validation": 0, "test": 2})
    told = client.get(f"{address}{release.id}/").json()
    assert told["erased_documents"] == 0
    assert told["files"] == release.files
    client.logout()
    until = timezone.now() + timedelta(days=1)
    for scopes, status in ((["read"], 403), (["export"], 200)):
        _row, secret = make_token(owner, "t", scopes, until, project)
        reply = client.get(f"{address}{release.id}/archive/", headers={"authorization": f"Bearer {secret}"})
        assert reply.status_code == status
        assert b"".join(reply).startswith(b"PK") == (status == 200)


def test_names_are_written_if_asked_for_and_go_with_the_person(answered, released, wish, owner):
    release = released(wished=replace(wish(), with_names=True))
    assert set(release.names["people"].values()) >= {"ada", "ben"}
    erase_person(answered.second.user, owner)
    assert "ben" not in Release.objects.get(id=release.id).names["people"].values()
