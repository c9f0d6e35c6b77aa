"""Making a project, changing it, closing it, retiring it."""

import pytest

from annotate.models import Project
from annotate.services import projects, work
from annotate.services.projects import change_project, create_project

pytestmark = pytest.mark.django_db


def kinds(project):
    return list(project.events.values_list("kind", flat=True))


def test_its_maker_is_owner_supervisor_and_annotator(stranger):
    project = create_project(stranger, "Letters")
    assert project.memberships.get().roles == ["annotator", "owner", "supervisor"]
    assert project.phase.kind == "production"
    assert "project created" in kinds(project)


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Hotel reviews", "hotel-reviews"), ("new", "new-2"), ("Письма", "project"), ("?", "project")],
)
def test_its_address_is_made_from_its_name(stranger, name, slug):
    assert create_project(stranger, name).slug == slug


def test_two_of_one_name_have_two_addresses(stranger):
    assert [create_project(stranger, "Letters").slug for _ in range(3)] == [
        "letters",
        "letters-2",
        "letters-3",
    ]


def test_a_change_is_told_by_its_fields_and_no_change_is_not_told(project, owner):
    assert change_project(project, owner, name="Cards", description="") == ["name"]
    assert project.events.get(kind="settings changed").detail == {"fields": ["name"]}
    assert change_project(project, owner, name="Cards") == []
    assert kinds(project).count("settings changed") == 1
    assert Project.objects.get().slug == "postcards"


def test_closing_and_reopening(project, owner, documents, membership):
    for _ in range(2):
        projects.close_project(project, owner)
    membership.project.refresh_from_db()
    assert work.lend(membership, 1, [])["empty"]["sentence"].startswith("This project is closed")
    projects.reopen_project(project, owner)
    membership.project.refresh_from_db()
    assert work.lend(membership, 1, [])["documents"]
    assert kinds(project)[-2:] == ["project closed", "project reopened"]


def test_retiring_takes_it_from_every_list_and_restoring_brings_it_back(project, owner):
    projects.retire_project(project, owner)
    assert not Project.objects.of(owner).exists()
    projects.restore_project(project, owner)
    assert Project.objects.of(owner).get() == project


def test_two_made_at_the_very_moment_have_two_addresses(stranger, monkeypatch):
    """Each looked for a free one before the other was there."""
    create_project(stranger, "Letters")
    seen = iter(["letters", "letters-2"])
    monkeypatch.setattr(projects, "free_slug", lambda wish: next(seen))
    assert create_project(stranger, "Letters").slug == "letters-2"
