"""A run as a download: weights without pickle, a manifest, a predictor that needs numpy only, and a model card."""

import io
import zipfile

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from annotate.models import Question
from annotate.numbers import number_format
from annotate.problems import Conflict
from weaklabels.active.bundle import Card, Figure, bundle
from weaklabels.active.metrics import Quality
from weaklabels.active.span_bundle import bundle_spans
from weaklabels.active.span_metrics import SpanQuality
from weaklabels.active.storing import Files
from weaklabels.models import ModelRun
from weaklabels.services.learning.answers import said_about
from weaklabels.services.learning.fitting import open_model, open_spans
from weaklabels.services.learning.measuring import all_figures_of
from weaklabels.services.learning.predicting import names_of
from weaklabels.services.learning.quality import truth_of
from weaklabels.services.learning.spans.quality import SpanFigures
from weaklabels.services.learning.spans.showing import asked_in
from weaklabels.services.learning.subjects import subject_of
from weaklabels.services.learning.wording import judged_on


def bundle_of(run: ModelRun) -> bytes:
    """A ZIP archive with all of it. Raises ModelGone, or Conflict where that cannot be."""
    files = _files(run, card_of(run))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _files(run: ModelRun, card: Card) -> Files:
    if run.question.kind != Question.Kind.SPANS:
        return bundle(open_model(run), card)
    return bundle_spans(open_spans(run), card, may_overlap=asked_in(run)["overlapping"])


def card_of(run: ModelRun) -> Card:
    """What the reader of a downloaded model must know, as of now: later audit answers grade it anew."""
    subject = subject_of(run.question)
    if subject is None:
        raise Conflict(_("This question is asked no more: its model cannot be judged, nor given away."))
    truth = truth_of(said_about(subject))
    found = all_figures_of(subject, run, truth)
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
        judged_on=judged_on(truth.asked_of(run)),
        figures=[
            *(_of_spans(found.quality) if isinstance(found, SpanFigures) else _of_labels(found.quality)),
            *(
                Figure(f"F1: {name}", label.f1, label.interval)
                for name, label in zip(subject.names, found.quality.labels, strict=True)
            ),
        ],
        names=_names(run),
    )


def _of_labels(found: Quality) -> list[Figure]:
    return [
        Figure(_("mean F1 of the labels"), found.macro, found.macro_interval),
        Figure(_("documents with everything right"), found.accuracy, found.accuracy_interval),
    ]


def _of_spans(found: SpanQuality) -> list[Figure]:
    return [
        Figure(_("F1 of spans that are right to the character"), found.exact, found.exact_interval),
        Figure(_("F1 of spans that touch a right one"), found.overlap, found.overlap_interval),
    ]


def _names(run: ModelRun) -> dict[str | int, str]:
    """Of labels by their number, as the files have it: crfsuite knows words only."""
    if run.question.kind == Question.Kind.RATING:
        return {}
    is_for_words = run.question.kind == Question.Kind.SPANS
    pairs = zip(run.labels, names_of(run), strict=True)
    return {str(label) if is_for_words else label: name for label, name in pairs}
