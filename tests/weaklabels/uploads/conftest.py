import io

import numpy as np
import pytest

from annotate.files import new_file
from annotate.jobs import run_due
from weaklabels.services.functions import APPLY, FIT
from weaklabels.services.uploads.keeping import KEEP, begin_upload, keep_upload
from weaklabels.services.votes import read_votes


@pytest.fixture
def upload(project, expert):
    """Upload a file and let it be checked: upload(tone, "votes.csv", content, order=("o.txt", content))."""

    def stored(name, content):
        with new_file(project, name, expert) as out:
            out.write(content.encode() if isinstance(content, str) else content)
        return out.stored

    def send(question, name, content, order=None):
        made = begin_upload(question, stored(name, content), stored(*order) if order else None, expert)
        run_due("check_votes")
        made.refresh_from_db()
        return made

    return send


@pytest.fixture
def keep(expert):
    """Keep it as it is proposed, or as chosen, and weigh the rules. No model learns: nobody here looks at one."""

    def run(upload, **chosen):
        keep_upload(upload, chosen, expert)
        for kind in (KEEP, APPLY, FIT):
            run_due(kind)
        upload.refresh_from_db()
        return upload

    return run


@pytest.fixture
def said():
    """What a rule's newest version says, with the labels' names: said(function) -> {external id: label}."""

    def read(function):
        version = function.newest
        votes = read_votes([version.id])[version.id]
        names = dict(function.question.labels.values_list("id", "name"))
        documents = dict(function.project.documents.values_list("id", "external_id"))
        return {
            documents[document]: names[label]
            for document, label in zip(votes.documents.tolist(), votes.labels.tolist(), strict=True)
        }

    return read


def npz(**arrays):
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()
