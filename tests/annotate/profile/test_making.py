"""A data profile is made by a job, is kept true, and leads from every figure to its documents."""

import itertools

import pytest
from django.utils import timezone

from annotate import jobs
from annotate.erasure.documents import erase_document
from annotate.jobs import run_due, run_job
from annotate.jobs.heartbeat import DirectPulse
from annotate.models import DataProfile, DocumentProfile, Job
from annotate.problems import Invalid
from annotate.profile import making
from annotate.profile.figures import Figures
from annotate.profile.listing import PAGE, Wish, page_of, read_wish, stretches
from annotate.profile.staleness import is_stale, profile_of, start_profile
from annotate.services.documents import NewDocument, add_documents
from annotate.services.holds import restore_document, withdraw_document

pytestmark = pytest.mark.django_db

LONG = (
    "We met by the old harbour in the morning and talked about the weather until the last boat had gone home"
)
TEXTS = {
    "one": (LONG + ".", {"channel": "post", "year": 1999}),
    "same": (LONG + ".", {"channel": "", "year": 2001}),
    "near": (LONG + ", alas.", {"channel": "phone"}),
    "card": ("Wo ist der Zug? Schreib mir an ann@example.org oder ruf an: +49 30 901820.", {"year": None}),
    "none": ("…", {}),
}


@pytest.fixture
def documents(batch):
    new = [NewDocument(text, name, metadata) for name, (text, metadata) in TEXTS.items()]
    return {document.external_id: document for document in add_documents(batch, new)}


@pytest.fixture
def make(project, supervisor):
    def make():
        start_profile(project, supervisor)
        run_due(making.KIND)
        assert not Job.objects.filter(state="failed").exists()
        return Figures(**profile_of(project).figures)

    return make


def names(project, figure, value="1"):
    return [row.name for row in page_of(project, Wish(figure, value)).rows]


def test_the_figures_say_what_is_there(make, documents):
    figures = make()
    assert (figures.documents, figures.empty) == (5, 1)
    assert figures.languages == {"en": 3, "de": 1, "": 1}
    assert (figures.equal, figures.equal_groups) == (2, 1)
    assert (figures.near, figures.near_groups) == (3, 1)
    assert figures.fields == {"channel": 2, "year": 2}
    assert {kind for kind, count in figures.personal.items() if count} == {"email", "phone"}
    assert sum(figures.lengths) == 5
    assert (figures.shortest, figures.longest) == (1, len(TEXTS["near"][0]))


def test_every_figure_leads_to_its_documents(project, make, documents):
    make()
    assert names(project, "language", "de") == ["card"]
    assert names(project, "language", "unknown") == ["none"]
    assert names(project, "empty") == ["none"]
    assert names(project, "equal") == ["one", "same"]
    assert names(project, "near") == ["one", "same", "near"]
    assert names(project, "lacks", "channel") == ["same", "card", "none"]
    assert names(project, "lacks", "year") == ["near", "card", "none"]
    assert names(project, "length", "1-19") == ["none"]
    assert names(project, "personal", "iban") == []
    row = page_of(project, Wish("personal", "email")).rows[0]
    assert row.name == "card"
    assert row.excerpt == ""
    assert "ann@example.org" not in "".join(row.passage)
    assert "901820" not in "".join(row.passage)


def test_a_long_list_goes_on_where_it_was(project, batch, make):
    add_documents(batch, [NewDocument(LONG, str(number)) for number in range(PAGE + 7)])
    make()
    for figure in ("equal", "language"):
        wish = Wish(figure, "1" if figure == "equal" else "en")
        first = page_of(project, wish)
        second = page_of(project, wish, first.after)
        assert [row.name for row in first.rows + second.rows] == [str(number) for number in range(PAGE + 7)]
        assert second.after == ""


def test_what_came_or_went_makes_it_stale(project, batch, make, documents, supervisor):
    make()
    assert not is_stale(profile_of(project))
    add_documents(batch, [NewDocument("Later.", "later")])
    assert is_stale(profile_of(project))
    assert make().documents == 6
    assert not is_stale(profile_of(project))
    withdraw_document(documents["same"], supervisor)
    assert is_stale(profile_of(project))
    figures = make()
    assert (figures.documents, figures.equal, figures.near) == (5, 0, 2)
    assert names(project, "near") == ["one", "near"]
    restore_document(documents["same"], supervisor)
    assert is_stale(profile_of(project))
    assert make().equal == 2


def test_an_erased_document_leaves_nothing(project, owner, make, documents):
    make()
    erase_document(documents["card"], owner)
    assert profile_of(project) is None
    assert DataProfile.objects.get().figures == {}
    assert not DocumentProfile.objects.filter(document=documents["card"]).exists()
    assert make().personal["email"] == 0


def test_an_attempt_that_was_killed_is_taken_up(project, supervisor, documents, monkeypatch):
    """Everything up to the death is kept once, and the next attempt says the same as one that never died."""
    job = start_profile(project, supervisor)
    monkeypatch.setattr(making, "AT_ONCE", 2)
    looked_at = making._look_at

    def die_at_the_third(project_id, ids):
        if documents["card"].id in ids:
            raise SystemExit
        looked_at(project_id, ids)

    monkeypatch.setattr(making, "_look_at", die_at_the_third)
    with pytest.raises(SystemExit):
        run_job(job.id, pulse=DirectPulse)
    assert DocumentProfile.objects.count() == 2
    monkeypatch.setattr(making, "_look_at", looked_at)
    Job.objects.filter(id=job.id).update(state="new", due_at=timezone.now())
    run_job(job.id, pulse=DirectPulse)
    assert Figures(**profile_of(project).figures).near == 3


def test_a_cancelled_one_can_be_made_again(project, make, documents, supervisor):
    job = start_profile(project, supervisor)
    jobs.cancel(job)
    assert profile_of(project) is None
    assert make().documents == 5


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"near": "2"},
        {"language": "xx"},
        {"language": "de", "near": "1"},
        {"length": "1-2"},
        {"personal": "name"},
        {"lacks": "x" * 501},
    ],
)
def test_an_address_that_means_nothing_is_refused_in_words(query):
    with pytest.raises(Invalid):
        read_wish(query)


def test_the_stretches_of_lengths_leave_no_gap():
    ends = [tuple(Wish("length", stretch).bounds) for stretch in stretches()]
    assert ends[0][0] == 0
    assert all(high + 1 == low for (_low, high), (low, _high) in itertools.pairwise(ends))
