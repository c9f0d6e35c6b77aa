"""Does the order come away from near-duplicates, however torn the model is about them?"""

import random

import pytest

from annotate.models import Batch, Project
from annotate.services.documents import NewDocument, add_documents
from tests.weaklabels.learning.conftest import WORDS
from weaklabels.services.learning.recording import newest_run

pytestmark = pytest.mark.django_db
STRINGS, COPIES = 4, 60


@pytest.fixture
def nonsense(project):
    """Near-copies of a few strings with words of both moods; which mood each has is thrown."""
    rng = random.Random(1)
    strings = [rng.sample(WORDS["glad"], 5) + rng.sample(WORDS["cross"], 5) for _string in range(STRINGS)]
    moods = ("glad", "cross")
    return add_documents(
        Batch.objects.create(project=project, name="nonsense", created_by=project.created_by),
        [
            NewDocument(" ".join([*words, f"{copy}"]), f"{rng.choice(moods)}-nonsense-{place}-{copy}")
            for place, words in enumerate(strings)
            for copy in range(COPIES)
        ],
    )


def test_a_model_that_is_torn_over_copies_only_leaves_half_of_the_draws_to_chance(
    project, letters, nonsense, answers, learn, tone
):
    letters(STRINGS * COPIES // 4)
    answers(80)
    learn()
    assert newest_run(tone).report["because"] == "misled"
    ranking = Project.objects.get(id=project.id).ranking
    first = ranking.stretches.filter(stream="ranked").first()
    reasons = [ranking.reasons[number] for number in first.reasons]
    assert [reason == "" for reason in reasons[:20]] == [False, True] * 10
