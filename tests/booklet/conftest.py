"""A project with a booklet of two pages."""

import pytest

from booklet.services.pages import Edit, make_page


@pytest.fixture
def glad(project):
    return project.questions.get(name="Tone").labels.get(name="glad")


@pytest.fixture
def rules(project, expert):
    return make_page(project, Edit("Rules", "First line.\n\nSecond line.\n\nThird line.\n"), expert)


@pytest.fixture
def glad_page(project, expert, glad):
    return make_page(project, Edit("Glad", "Somebody is pleased. See [[Rules]].\n"), expert, label=glad)
