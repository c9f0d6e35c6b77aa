"""The crowd of Snow et al. (2008) comes in as it was published, and its figures are the published ones."""

import csv

import numpy as np
import pytest

from annotate.models import Annotation, Source
from annotate.services.publishing import publish_schema
from review.aggregation import Answers, dawid_skene
from review.agreement import Coefficient, measure
from review.services.answers import asked_as, choices_given
from review.services.costs.sourcing import sourcing_of
from review.services.costs.spending import OUTSIDE
from review.services.overlap import Which, answers_to
from tests.public_sets import DATA
from tests.review.counters.world import bring_in

RTE = DATA / "rte"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not RTE.is_dir(), reason="../shared/data/rte is not on this machine"),
]


def rows(name):
    with (RTE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture
def entailed(project, owner):
    """The two files joined by their ids, as a supervisor joins them in a spreadsheet: a row for each answer."""
    labels = [{"name": "no"}, {"name": "yes"}]
    publish_schema(project, [{"kind": "choice", "name": "Entailed", "labels": labels}], owner)
    project.refresh_from_db()
    texts = {row["id"]: f"{row['text']}\n{row['hypothesis']}" for row in rows("texts.tsv")}
    names = ("no", "yes")
    records = [
        {
            "id": row["orig_id"],
            "text": texts[row["orig_id"]],
            "Entailed": names[int(row["response"])],
            "worker_id": row["!amt_worker_ids"],
        }
        for row in rows("labels.tsv")
    ]
    bring_in(project, records, source_counts=True)
    return project.questions.select_related("project__schema").get(name="Entailed")


def test_every_answer_comes_in_and_gives_the_published_figures(project, entailed):
    assert (project.documents.count(), Annotation.objects.count()) == (800, 8_000)
    assert Source.objects.filter(is_external=True).count() == 164
    labels = [label["id"] for label in asked_as(entailed)["labels"]]
    given = choices_given(answers_to(entailed, Which.ALL), labels)
    assert measure(Coefficient.ALPHA, given.units) == pytest.approx(0.241479, abs=1e-6)
    assert measure(Coefficient.PERCENT, given.units) == pytest.approx(0.628694, abs=1e-6)
    assert measure(Coefficient.GWET, given.units) == pytest.approx(0.272732, abs=1e-6)
    crowd = dawid_skene(Answers.of(given.documents, given.annotators, given.said, 2))
    gold = {row["orig_id"]: int(row["gold"]) for row in rows("labels.tsv")}
    ids = dict(project.documents.values_list("id", "external_id"))
    truth = np.array([gold[ids[document]] for document in np.unique(given.documents).tolist()])
    assert (crowd.proposals.labels == truth).mean() == 0.9275
    [_house, outside] = sourcing_of(entailed, 0.1).bases
    assert (outside.kind, outside.is_assumed, outside.people) == (OUTSIDE, False, 164)
