"""A project with rules: complaints about a web shop, some of them with gold."""

import pytest

from annotate.jobs import due, run_due
from annotate.models import Batch, Gold
from annotate.services.documents import NewDocument, add_documents
from weaklabels.matching import forms
from weaklabels.matching.definitions import Keywords, Rule
from weaklabels.services.functions import Wish, make_rule

TEXTS = [
    "I want my money back.",
    "Where is my parcel?",
    "Money back, please: the parcel never came.",
    "Thanks, all is well.",
    "The rain in Bergen.",
]


@pytest.fixture
def tone(project):
    return project.questions.get(name="Tone")


@pytest.fixture
def glad(tone):
    return tone.labels.get(name="glad")


@pytest.fixture
def cross(tone):
    return tone.labels.get(name="cross")


@pytest.fixture
def texts(project):
    batch = Batch.objects.create(project=project, name="shop", created_by=project.created_by)
    return add_documents(batch, [NewDocument(text, external_id=f"mail-{n}") for n, text in enumerate(TEXTS)])


def keywords(*words):
    """The definition of a rule that looks for these words. Its label is the version's."""
    return forms.write(Rule(0, Keywords(words)))


@pytest.fixture
def rule(expert):
    """Make a rule of keywords for a label: rule("money back", label)."""

    def make(word, label, name=None):
        return make_rule(label.question, Wish(name or word, keywords(word), label.id), expert)

    return make


@pytest.fixture
def work(project):
    """Look at new documents, and let all due jobs of the rules run."""

    def run():
        due("apply_rules", project.id)  # a receiver would, after a commit
        run_due("apply_rules")
        run_due("fit_label_model")

    return run


def make_gold(document, label, by):
    return Gold.objects.create(
        project=document.project,
        document=document,
        question=label.question,
        schema=document.project.schema,
        content={"labels": [label.id]},
        origin=Gold.Origin.ADJUDICATED,
        decided_by=by,
    )
