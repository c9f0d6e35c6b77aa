"""Does everybody read in their own language why a document is next, whatever language it was ranked in?"""

import pytest
from django.utils import translation

from annotate import ports
from annotate.services.payloads import reason_line
from weaklabels.active.reasons import NOBODY, Reason
from weaklabels.services.learning.ordering import reason_of
from weaklabels.services.learning.subjects import subject_of


@pytest.fixture
def said(tone):
    """The line an annotator reads: said(Reason.TORN, [0, 1])."""
    subject = subject_of(tone)

    def said(reason, pair=(NOBODY, NOBODY)):
        return reason_line("leased", "ranked", reason_of(reason, list(pair), subject), is_blind=False)

    return said


@pytest.mark.django_db
def test_the_sentence_is_made_when_it_is_read(said):
    assert said(Reason.TORN, [0, 1]) == "the model is torn between “glad” and “cross”"
    with translation.override("de"):
        german = said(Reason.TORN, [0, 1])
    assert "glad" in german
    assert german != said(Reason.TORN, [0, 1])


@pytest.mark.django_db
def test_a_name_may_hold_what_means_something_elsewhere(said, tone):
    tone.project.schema.body["questions"][0]["labels"][0]["name"] = "100 %\t(sure)"
    subject = subject_of(tone)
    stored = reason_of(Reason.RARE, [0, NOBODY], subject)
    line = reason_line("leased", "ranked", stored, is_blind=False)
    assert line == "it may be “100 % (sure)”, of which there are few answers yet"


@pytest.mark.django_db
def test_chance_alone_reads_as_all_random_documents_do(said):
    assert said(Reason.RANDOM) == "chosen at random"


def test_every_reason_but_chance_has_a_sentence():
    codes = {reason.name.lower() for reason in Reason} - {"random"}
    assert codes <= set(ports.reasons)


def test_a_sentence_from_before_there_were_codes_stays_as_it_is():
    assert reason_line("leased", "ranked", "rules disagree here", is_blind=False) == "rules disagree here"


def test_in_a_blind_project_nothing_of_the_models_doubts_is_said():
    assert (
        reason_line("leased", "ranked", "torn\tglad\tcross", is_blind=True)
        == "picked from the top of the list"
    )
