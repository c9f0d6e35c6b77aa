"""What the live blocks of a page show."""

import pytest

from annotate import jobs
from booklet.services.blocks import filled
from booklet.services.scheme.applying import apply
from booklet.services.scheme.plans import Wish
from booklet.text.markdown import render

pytestmark = pytest.mark.django_db


def test_a_block_shows_its_label_after_it_was_renamed_or_merged(project, owner, membership, glad):
    def shown(name):
        parts = filled(membership, render(f"{{{{label: {name}}}}}").parts({}))
        [part] = [one for one in parts if one.kind]
        return part.label.name if part.label else None

    def change(wish):
        apply(project, wish, "It reads better.", owner, seen=project.schemas.first().id)
        jobs.run_due()
        membership.project.refresh_from_db()

    change(Wish("rename", (glad.id,), names=("happy",)))
    assert (shown("Glad"), shown("happy"), shown("sad")) == ("happy", "happy", None)
    cross = glad.question.labels.get(name="cross")
    change(Wish("merge", (glad.id,), cross.id))
    assert (shown("glad"), shown("happy")) == ("cross", "cross")
    change(Wish("rename", (cross.id,), names=("glad",)))
    assert (shown("glad"), shown("cross")) == ("glad", "glad"), "a name that is in use is that label's"
