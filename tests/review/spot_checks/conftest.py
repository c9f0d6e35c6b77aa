"""Answers to check, and checks of them."""

import pytest

from annotate.models import Batch
from annotate.services.documents import NewDocument, add_documents
from review.services.spot_checks.batches import Wished
from review.services.spot_checks.making import How, make_spot_check
from review.services.spot_checks.plans import Asked
from tests.annotate.answering import says
from tests.review.spot_checks.going import CROSS, GLAD, membership_of


@pytest.fixture
def tone(project):
    return project.questions.get(name="Tone")


@pytest.fixture
def cards(project, annotator, answer, supervisor):
    """`cards(7)`: so many documents that Ada answered, every third with "cross"."""

    def made(count, name="more"):
        batch = Batch.objects.create(project=project, name=name, created_by=supervisor)
        documents = add_documents(batch, [NewDocument(f"Card {name} {n}.") for n in range(count)])
        ada = membership_of(project, annotator)
        for number, document in enumerate(documents):
            says(ada, answer, document, tone_label=CROSS if number % 3 == 0 else GLAD)
        return documents

    return made


@pytest.fixture
def make(tone, supervisor):
    """A check that shows the answer at once, unless it is said otherwise."""

    def made(plan="fixed-0", rate="0.1", split_by="", wished=None, **how):
        how = {"shows_answer": True} | how
        return make_spot_check(
            wished or Wished(tone), Asked(rate, "0.95", split_by), How(plan, **how), supervisor
        )

    return made
