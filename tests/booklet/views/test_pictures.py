"""Pictures: added while writing, shown by number, retired, taken along and brought in."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from annotate.services.projects import create_project
from booklet.models import Picture
from booklet.services.bringing_in import bring_in, read_booklet
from booklet.services.pages import Edit, save_page
from booklet.services.pictures import add_picture, retire_picture
from booklet.services.taking_along import as_files, as_folder

pytestmark = pytest.mark.django_db


def png(colour="teal"):
    out = io.BytesIO()
    Image.new("RGB", (30, 20), colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def form(project, expert, rules):
    """A picture that a page shows."""
    added = add_picture(project, png(), "order_form.png", expert)
    save_page(rules, Edit("Rules", f"Before ![The form](picture:{added.number}) after.\n", 1), expert)
    return added


def send(client, project, by, content, **headers):
    client.force_login(by)
    file = SimpleUploadedFile("a [b] form.png", content)
    return client.post(reverse("booklet:pictures", args=[project.slug]), {"file": file}, headers=headers)


def read(client, name, project, *args):
    return client.get(reverse(f"booklet:{name}", args=[project.slug, *args]))


def test_a_page_shows_a_picture_with_its_words_and_its_size(client, project, form, rules, annotator):
    client.force_login(annotator)
    html = read(client, "page", project, rules.id).content.decode()
    address = reverse("booklet:picture", args=[project.slug, form.number])
    assert f'<img src="{address}" alt="The form" width="30" height="20" loading="lazy">' in html
    file = client.get(address)
    assert file["Content-Type"] == "image/png"
    assert file["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(file.content)).size == (30, 20)


def test_adding_one_says_what_the_page_has_to_say(client, project, expert):
    answer = send(client, project, expert, png(), accept="application/json")
    assert answer.status_code == 201
    assert answer.json() == {"number": 1, "text": "![a b form](picture:1)"}
    again = send(client, project, expert, png(), accept="application/json")
    assert again.json()["number"] == 1
    assert Picture.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "Choose a picture"), (b"<svg onload='alert(1)'/>", "no picture")]
)
def test_what_is_no_picture_is_refused_with_a_sentence(client, project, expert, content, words):
    answer = send(client, project, expert, content, accept="application/json")
    assert answer.status_code == 422
    assert words in answer.json()["error"]
    assert not Picture.objects.exists()


def test_of_a_retired_picture_the_page_shows_the_words_until_it_is_back(client, project, form, rules, expert):
    client.force_login(expert)
    client.post(reverse("booklet:picture-retirements", args=[project.slug, form.number]))
    assert "<img" not in (html := read(client, "page", project, rules.id).content.decode())
    assert '<span data-missing="">The form</span>' in html
    assert read(client, "picture", project, form.number).status_code == 404
    client.post(reverse("booklet:picture-returns", args=[project.slug, form.number]))
    assert 'alt="The form"' in read(client, "page", project, rules.id).content.decode()


def test_the_list_says_where_each_is_shown(client, project, form, rules, expert):
    client.force_login(expert)
    html = read(client, "pictures", project).content.decode()
    assert "![order form](picture:1)" in html
    assert "Rules" in html


def test_a_picture_of_another_project_is_not_shown(client, project, form, owner, expert):
    other = create_project(owner, "Elsewhere", audit_percent=0)
    client.force_login(owner)
    assert read(client, "picture", other, form.number).status_code == 404


@pytest.mark.parametrize(
    "change", [lambda row: row.update(content=b"x"), lambda row: row._raw_delete("default")]
)
def test_what_it_shows_never_changes(form, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change(Picture.objects.filter(id=form.id))


def test_one_file_and_a_share_hold_the_picture_itself(client, project, form, expert):
    client.force_login(expert)
    html = client.post(reverse("booklet:taken", args=[project.slug]), {"form": "html"}).content.decode()
    assert re.search(r'<img src="data:image/png;base64,[A-Za-z0-9+/=]+" alt="The form"', html)


def test_an_export_carries_the_pictures_that_are_shown(project, form, expert):
    unused = add_picture(project, png("red"), "unused.png", expert)
    files = as_files(project)
    assert b"![The form](pictures/001.png)" in files["booklet.md"]
    assert files["pictures/001.png"] == bytes(form.content)
    assert f"pictures/{unused.file_name}" not in files


def test_a_folder_brings_its_pictures_into_another_project(project, form, owner):
    other = create_project(owner, "Elsewhere", audit_percent=0)
    add_picture(other, png("red"), "here already.png", owner)
    packed = read_booklet(as_folder(project))
    assert "picture:1" in next(page.text for page in packed.pages if page.title == "Rules")
    bring_in(other, packed, owner)
    page = other.pages.get(current__title="Rules")
    assert "![The form](picture:2)" in page.current.text
    assert bytes(other.pictures.get(number=2).content) == bytes(form.content)


def test_a_folder_without_its_picture_shows_the_words(project, form, owner, expert):
    retire_picture(form, expert)
    other = create_project(owner, "Elsewhere", audit_percent=0)
    bring_in(other, read_booklet(as_folder(project)), owner)
    assert "![The form](picture:0)" in other.pages.get(current__title="Rules").current.text
