"""From a lesson to a model of a question, and from stored files to the same model."""

import hashlib
import io
import platform
import zipfile
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import numpy as np
import scipy
from django.utils.translation import gettext as _

from annotate.files import new_file, open_file
from annotate.models import Question, StoredFile
from annotate.problems import Problem
from weaklabels.active.background import Background
from weaklabels.active.choosing import Blend
from weaklabels.active.classifiers import ChoiceModel, fit_choice, fit_choices, fit_rating
from weaklabels.active.spans import SpanModel
from weaklabels.active.storing import ModelDamaged
from weaklabels.active.vectors import VectorStore
from weaklabels.models import ModelRun
from weaklabels.services.learning.answers import Lesson
from weaklabels.services.learning.subjects import Subject
from weaklabels.services.learning.vectors import Places

FITS = {
    Question.Kind.CHOICE: fit_choice,
    Question.Kind.CHOICES: fit_choices,
    Question.Kind.RATING: fit_rating,
}
Learned = ChoiceModel | SpanModel
FEW_MODELS = 8  # kept open in each process
VERSIONS = {
    "python": platform.python_version(),
    "numpy": np.__version__,
    "scipy": scipy.__version__,
    "scikit-learn": version("scikit-learn"),
    "python-crfsuite": version("python-crfsuite"),
}


class ModelGone(Problem):
    """The files of a model are not there any more, or not as they were written."""

    status = 409
    kind = "model_gone"


def fit(
    subject: Subject,
    lesson: Lesson,
    store: VectorStore,
    background: Background,
    *,
    seed: int,
    kind: str | None = None,
    blend: Blend | None = None,
) -> ChoiceModel:
    """A model of the question. The same lesson, documents and seed give the same model.

    With `kind` it learns in this one way, with `blend` in that mix of ways; else in a mix that is found by trying.
    """
    positions = Places(store).of(lesson.documents)
    there = positions >= 0
    groups = lesson.group_numbers
    return FITS[Question.Kind(subject.kind)](
        store.rows(positions[there]),
        lesson.targets[there],
        lesson.weights[there],
        groups if groups is None else groups[there],
        seed=seed,
        labels=subject.labels,
        background=background,
        kind=kind,
        blend=blend,
    )


def keep_model(subject: Subject, model: Learned, number: int) -> StoredFile:
    """The model's files in one archive, without compression: they are packed already."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in sorted(model.to_files().items()):
            archive.writestr(zipfile.ZipInfo(name), data)
    with new_file(subject.project, f"model-{subject.question.id}-{number}.zip", None) as file:
        file.write(packed.getvalue())
    return file.stored


def open_model(run: ModelRun) -> ChoiceModel:
    """The model of a run, every hash checked. Raises ModelGone."""
    return _open(run, ChoiceModel)


def open_spans(run: ModelRun) -> SpanModel:
    """The same of a question for words. Raises ModelGone."""
    return _open(run, SpanModel)


def open_any(run: ModelRun) -> Learned:
    """Whatever the run has learned, or ModelGone: it is there and whole."""
    return _open(run, SpanModel if run.question.kind == Question.Kind.SPANS else ChoiceModel)


def _open(run: ModelRun, kind: type) -> Any:
    stored = run.file
    if stored is None or stored.erased_at:
        raise ModelGone(
            _("The model of run %(number)s was erased with a document it had learned from. Train it again.")
            % {"number": run.number}
        )
    try:
        return _opened(stored.id, stored.sha256, kind)
    except (OSError, ModelDamaged, zipfile.BadZipFile) as error:
        raise ModelGone(
            _("The files of run %(number)s are missing or damaged. Train the model again.")
            % {"number": run.number}
        ) from error


def files_of(run: ModelRun) -> dict[str, bytes]:
    """The files of a run's model, as they were written."""
    with open_file(run.file) as file, zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@lru_cache(maxsize=FEW_MODELS)
def _opened(stored_id: int, sha256: str, kind: type[Learned]) -> Learned:
    """Named by its hash: another file is another model, also of the same row."""
    stored = StoredFile.objects.get(id=stored_id)
    with open_file(stored) as file:
        data = file.read()
    if hashlib.sha256(data).hexdigest() != sha256:
        msg = "The archive was changed."
        raise ModelDamaged(msg)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files: dict[str, Any] = {name: archive.read(name) for name in archive.namelist()}
    return kind.from_files(files)
