"""Making a data profile: each document is looked at once, then all are compared, then the figures are counted. A job.

What is in the table is the mark of what is done, so the job may stop anywhere and begin anew; after an import it
looks at what is new. Texts are read a portion at a time, and of all documents it holds a few numbers each.
"""

from dataclasses import asdict

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg2.extras import execute_values

from annotate.documents.portions import portions
from annotate.jobs import Run, handler
from annotate.models import DataProfile, Document, DocumentProfile, Job, Project
from annotate.profile.comparing import Steps, equal_documents, near_documents
from annotate.profile.figures import figures_of
from annotate.profile.languages import language_of
from annotate.profile.personal import kinds_in
from annotate.profile.shingles import signatures
from annotate.profile.staleness import last_document, left_out

KIND = "profile_documents"
AT_ONCE = 1_000  # documents in one transaction

# As for the search index: erased documents stay out, and the scalar sub-select is a probe for each document.
MISSING = """
SELECT d.id, d.length FROM annotate_document d
WHERE d.project_id = %s AND d.id > %s AND d.erased_at IS NULL
    AND (SELECT 1 FROM annotate_documentprofile p WHERE p.document_id = d.id) IS NULL
ORDER BY d.id LIMIT %s
"""
# FOR SHARE: an erasure waits for us, and then finds what we have written; or we wait for it and find no text.
TEXTS = (
    "SELECT id, text FROM annotate_document WHERE id = ANY(%s) AND erased_at IS NULL ORDER BY id FOR SHARE"
)
INSERT = """
INSERT INTO annotate_documentprofile (document_id, project_id, language, personal, has_words, signature)
VALUES %s ON CONFLICT DO NOTHING
"""


@handler(KIND, lane=Job.Lane.BULK, name=_("data profile"))
def make_profile(run: Run) -> None:
    """Look at what is new, compare all, count."""
    project = Project.objects.get(id=run.job.project_id)
    upto = last_document(project)
    look_through(project, Steps(run.commit, run.report_progress))
    with run.commit():
        keep_figures(project, upto)
        run.finish()


def look_through(project: Project, steps: Steps) -> None:
    """All but the figures: what is found in each document, and which are alike."""
    look_at_new(project, steps)
    with steps.commit():
        equal_documents(project.id)
    near_documents(project.id, steps)


def look_at_new(project: Project, steps: Steps) -> None:
    total = Document.objects.filter(project=project, erased_at=None).count()
    done = DocumentProfile.objects.filter(project=project, document__erased_at=None).count()
    steps.went(done, total)
    last = 0
    while keys := _missing(project.id, last):
        for ids in portions(keys):
            with steps.commit():
                _look_at(project.id, ids)
            done += len(ids)
            steps.went(done, max(done, total))
        last = keys[-1][0]


def keep_figures(project: Project, upto: int) -> None:
    DataProfile.objects.update_or_create(
        project=project,
        defaults={
            "figures": asdict(figures_of(project.id)),
            "made_at": timezone.now(),
            "last_document": upto,
            "left_out": left_out(project),
        },
    )


def _missing(project_id: int, after: int) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(MISSING, [project_id, after, AT_ONCE])
        return cursor.fetchall()


def _look_at(project_id: int, ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TEXTS, [ids])
        found = cursor.fetchall()
        signed = signatures([text for _id, text in found])
        rows = [
            (document, project_id, language_of(text), kinds_in(text), signature is not None, signature)
            for (document, text), signature in zip(found, signed, strict=True)
        ]
        if rows:
            execute_values(cursor.cursor, INSERT, rows, page_size=AT_ONCE)
