"""A run as a download: weights without pickle, a manifest, a predictor that needs numpy only, and a model card."""

import io
import zipfile
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from annotate.models import Question
from annotate.problems import Conflict
from weaklabels.active.bundle import Card, Figure, bundle
from weaklabels.models import ModelRun
from weaklabels.services.learning.answers import said_about
from weaklabels.services.learning.fitting import open_model
from weaklabels.services.learning.predicting import names_of
from weaklabels.services.learning.quality import figures_of, truth_of
from weaklabels.services.learning.subjects import subject_of
from weaklabels.services.learning.wording import judged_on


def bundle_of(run: ModelRun) -> bytes:
    """A ZIP archive with all of it. Raises ModelGone, or Conflict where that cannot be."""
    if run.question.kind == Question.Kind.SPANS:
        raise Conflict(
            _("A model of words cannot be downloaded yet. Publish it: programs can ask it through the API.")
        )
    files = bundle(open_model(run), card_of(run))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def card_of(run: ModelRun) -> Card:
    """What the reader of a downloaded model must know, as of now: later audit answers grade it anew."""
    subject = subject_of(run.question)
    if subject is None:
        raise Conflict(_("This question is asked no more: its model cannot be judged, nor given away."))
    truth = truth_of(said_about(subject))
    found = figures_of(subject, run, truth).quality
    names: dict[Any, str] = (
        {} if run.question.kind == Question.Kind.RATING else dict(zip(run.labels, names_of(run), strict=True))
    )
    return Card(
        title=f"{run.project}: {run.question}",
        question=str(run.question),
        version=str(run.number),
        trained_on=_(
            "%(documents)s answered documents of the project “%(project)s” and %(softly)s that only rules speak of, "
            "until %(when)s. Some were chosen by the model, some at random."
        )
        % {
            "documents": number_format(run.documents),
            "softly": number_format(run.softly),
            "project": run.project,
            "when": date_format(run.made_at, "DATETIME_FORMAT"),
        },
        judged_on=judged_on(truth),
        figures=[
            Figure(_("mean F1 of the labels"), found.macro, found.macro_interval),
            Figure(_("documents with everything right"), found.accuracy, found.accuracy_interval),
            *(
                Figure(f"F1: {name}", label.f1, label.interval)
                for name, label in zip(subject.names, found.labels, strict=True)
            ),
        ],
        names=names,
    )
