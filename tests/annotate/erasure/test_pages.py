"""The page that asks before a document is erased."""

import pytest
from django.urls import reverse

from annotate.erasure import erase_document
from annotate.files import new_file
from annotate.models import Job


@pytest.mark.django_db
def test_the_page_says_what_goes_and_what_stays(client, project, owner, documents):
    job = Job.objects.create(project=project, kind="export", state="done", owner=owner)
    with new_file(project, "export.zip", owner) as out:
        out.write(b"zip")
    job.files.add(out.stored)
    client.force_login(owner)
    html = client.get(
        reverse("annotate:document-erasure", args=[project.slug, documents[0].id])
    ).content.decode()
    assert reverse("annotate:job", args=[project.slug, job.id]) in html
    assert "0 answers" in html


@pytest.mark.django_db
def test_it_is_not_done_by_accident(client, project, owner, documents):
    client.force_login(owner)
    url = reverse("annotate:document-erasure", args=[project.slug, documents[0].id])
    assert client.post(url).status_code == 422
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_what_is_erased_cannot_be_erased_again(client, project, owner, documents):
    erase_document(documents[0], owner)
    client.force_login(owner)
    assert (
        client.get(reverse("annotate:document-erasure", args=[project.slug, documents[0].id])).status_code
        == 404
    )
