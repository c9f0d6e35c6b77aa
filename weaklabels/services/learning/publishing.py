"""Versions of a model that programs may ask, and going back to the one before."""

from functools import lru_cache

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Event, Project, Question, User
from annotate.prepared import Statement
from annotate.problems import Conflict, Invalid
from annotate.services.projects import lock_project
from weaklabels.models import ModelRun, PublishedModel
from weaklabels.services.learning.fitting import open_any

# Of a run, what a request has no use for: with a large audit share it is megabytes.
LONG = [f"run__{name}" for name in ("answers", "gold", "audit", "audit_chances", "audit_spans")]

KEPT_LOADED = 64  # versions, in each process

# What programs may ask, the newest first: asked at every request, where the ORM would take longer than the model.
LIVING = Statement(
    "published_models",
    """
    SELECT p.id, p.question_id, p.version, r.file_id, f.erased_at IS NOT NULL, p.published_at
    FROM weaklabels_publishedmodel p JOIN weaklabels_modelrun r ON r.id = p.run_id
    LEFT JOIN annotate_storedfile f ON f.id = r.file_id
    WHERE p.project_id = %(project)s AND p.retired_at IS NULL
    ORDER BY p.version DESC
    """,
)


@transaction.atomic
def publish(run: ModelRun, by: User) -> PublishedModel:
    """Programs are answered by this run from now on. Raises Conflict where it is published already."""
    lock_project(run.project)
    open_any(run)
    newest = published(run.question)
    if newest and newest.run_id == run.id:
        raise Conflict(_("Run %(number)s is what programs are answered by already.") % {"number": run.number})
    last = PublishedModel.objects.filter(question=run.question_id).order_by("-version").first()
    made = PublishedModel.objects.create(
        project_id=run.project_id,
        question_id=run.question_id,
        run=run,
        version=last.version + 1 if last else 1,
        published_by=by,
    )
    _note(made, by, "model published")
    return made


@transaction.atomic
def roll_back(question: Question, by: User) -> PublishedModel | None:
    """Take the newest version back: programs are answered by the one before, which is returned. Raises Conflict."""
    lock_project(question.project)
    newest = published(question)
    if newest is None:
        raise Conflict(_("No version of this model is published."))
    PublishedModel.objects.filter(id=newest.id).update(retired_at=timezone.now(), retired_by=by)
    _note(newest, by, "model taken back")
    return published(question)


def published(question: Question, version: int | None = None) -> PublishedModel | None:
    """The newest version that is not taken back, or the one that is asked for."""
    versions = PublishedModel.objects.filter(question=question, retired_at=None)
    versions = versions.select_related("run__question", "run__file", "run__schema", "question").defer(*LONG)
    return (versions.filter(version=version) if version else versions.order_by("-version")).first()


def asked_for(project: Project, question_id: int | None, version: int | None) -> PublishedModel:
    """The version a program asks for: of its question, or of the only one that has any. Raises Invalid."""
    living = LIVING.rows({"project": project.id})
    ids = sorted({question for _id, question, *_more in living})
    if not ids:
        raise Invalid(_("No model of this project is published. An owner can do it on the model page."))
    if question_id is None and len(ids) > 1:
        raise Invalid(
            _("Models of several questions are published. Name one: %(ids)s.")
            % {"ids": ", ".join(map(str, ids))},
            field="question",
        )
    mine = [row for row in living if row[1] == (question_id or ids[0])]
    for id_, _question, number, *more in mine:
        if version in (None, number):
            return _loaded(id_, *more)
    raise Invalid(
        _("There is no such version. Published are: %(versions)s.")
        % {"versions": ", ".join(str(row[2]) for row in reversed(mine)) or _("none")},
        field="version" if version else "question",
    )


@lru_cache(maxsize=KEPT_LOADED)
def _loaded(version_id: int, *_whatever_may_change: object) -> PublishedModel:
    """A version never changes, so it is read once a process; its file may be erased, and that is another key."""
    versions = PublishedModel.objects.select_related("run__question", "run__file", "run__schema", "question")
    return versions.defer(*LONG).get(id=version_id)


def _note(version: PublishedModel, by: User, kind: str) -> None:
    Event.objects.create(
        project_id=version.project_id,
        actor=by,
        kind=kind,
        detail={"question": version.question_id, "version": version.version, "run": version.run_id},
    )
