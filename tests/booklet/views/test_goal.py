"""The page of a project's goal."""

import pytest

from booklet.services.goals import goal_of

pytestmark = pytest.mark.django_db

FORM = {
    "base": "0",
    "purpose": "Stalled deals are named <b>two weeks</b> earlier.",
    "measure": "documents",
    "documents": "500",
    "stop_rule": "Nothing new is learned.",
    "deadline": "2027-06-30",
}


@pytest.fixture
def save(client, project, owner):
    def post(**changes):
        client.force_login(owner)
        return client.post(
            f"/projects/{project.slug}/booklet/goal/edit/", FORM | {"owner": owner.id} | changes
        )

    return post


def test_an_owner_writes_it_and_a_member_reads_and_signs_it(client, save, project, annotator):
    assert save().status_code == 302
    client.force_login(annotator)
    address = f"/projects/{project.slug}/booklet/goal/"
    page = client.get(address).content.decode()
    for words in (
        "&lt;b&gt;two weeks",
        "finished documents",
        "500",
        "Nothing new is learned.",
        "June 30, 2027",
    ):
        assert words in page
    assert "Edit" not in page
    page = client.post(f"{address}sign-offs/", {"number": "1"}, follow=True).content.decode()
    assert "You have signed the goal." in page
    assert "sign it</button>" not in page
    assert client.post(f"{address}sign-offs/", {"number": "7"}).status_code == 409


def test_a_save_over_an_unseen_revision_shows_both_and_can_be_repeated(save, project):
    save()
    save(base="1", documents="600")
    reply = save(base="1", documents="700")
    page = reply.content.decode()
    assert reply.status_code == 409
    assert "saved revision 2 meanwhile" in page
    assert "600" in page
    assert 'value="700"' in page
    assert 'name="base" value="2"' in page
    assert save(base="2", documents="700").status_code == 302
    assert goal_of(project).documents == 700


@pytest.mark.parametrize(
    "changes", [{"documents": ""}, {"measure": "luck"}, {"base": "x"}, {"agreement": "2"}]
)
def test_bad_input_is_said_and_nothing_typed_is_lost(save, project, changes):
    reply = save(**changes)
    assert reply.status_code == 422
    assert "Nothing new is learned." in reply.content.decode()
    assert goal_of(project) is None
