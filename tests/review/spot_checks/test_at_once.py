"""Two checkers at the same moment: one verdict stands, and the other person is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from annotate.models import Batch, Membership
from annotate.problems import Conflict
from annotate.services.documents import NewDocument, add_documents
from review.models import SampledAnswer, SpotCheck
from review.services.spot_checks.batches import Wished
from review.services.spot_checks.judging import judge
from review.services.spot_checks.making import How, make_spot_check
from review.services.spot_checks.plans import Asked
from tests.annotate.answering import says

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def check(project, annotator, answer, supervisor):
    batch = Batch.objects.create(project=project, name="cards", created_by=supervisor)
    ada = Membership.objects.select_related("project__schema").get(project=project, user=annotator)
    for document in add_documents(batch, [NewDocument(f"Card {number}.") for number in range(24)]):
        says(ada, answer, document)
    wished = Wished(project.questions.get(name="Tone"))
    return make_spot_check(wished, Asked("0.2", "0.95"), How("fixed-0", shows_answer=True), supervisor)


def all_of(check, checker, begin):
    """Judge the whole sample in its order; how often somebody else was first."""
    try:
        late = 0
        for sampled in SampledAnswer.objects.filter(spot_check=check).order_by("place"):
            begin.wait(timeout=60)
            try:
                judge(sampled, checker, "right")
            except Conflict:
                late += 1
        return late
    finally:
        connection.close()


def test_every_answer_has_one_verdict_and_the_outcome_is_written_once(check, supervisor, owner):
    begin = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        late = list(pool.map(lambda person: all_of(check, person, begin), (supervisor, owner)))
    assert sum(late) == check.sizes[0]
    assert check.sample.exclude(verdict="").count() == check.sizes[0]
    assert SpotCheck.objects.get().outcome == "passed"
    assert check.project.events.filter(kind="spot check decided").count() == 1
