"""A long document lent to somebody who has marked it half: for the tests and for the benchmark."""

from annotate.models import Batch, Document, Membership, Standing
from annotate.services import work
from annotate.services.documents import NewDocument, add_documents
from tests.benchmarks.long_document import long_text, many_spans


def lend_long_document(membership: Membership, batch: Batch) -> Document:
    """The project's second question must ask for spans that may overlap."""
    (document,) = add_documents(batch, [NewDocument(long_text(), external_id="long")])
    work.lend(membership, 1, [])
    names = membership.project.schema.questions[1]
    response = {
        "question": names["id"],
        "state": "answered",
        "labels": [],
        "spans": many_spans([label["id"] for label in names["labels"]]),
    }
    draft = {"responses": [response], "active_ms": 0}
    Standing.objects.filter(document=document).update(draft=draft)
    return document
