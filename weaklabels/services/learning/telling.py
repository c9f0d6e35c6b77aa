"""What the newest models of a project say of a text, as a page shows it."""

from typing import Any

from annotate.models import Project, Question
from weaklabels.models import ModelRun
from weaklabels.services.learning.predicting import predict, strongest, words_for
from weaklabels.services.learning.recording import newest_run
from weaklabels.services.learning.spans.showing import find_words, stretches_of
from weaklabels.services.learning.subjects import Subject, all_subjects_of


def models_of(project: Project) -> list[tuple[Subject, ModelRun | None]]:
    """The newest model of each question that can have one."""
    return [(subject, newest_run(subject.question)) for subject in all_subjects_of(project)]


def told_of(project: Project, text: str) -> list[dict[str, Any]]:
    """What each model says of the text, and why. Raises Invalid, or ModelGone."""
    return [_told(subject, run, text) for subject, run in models_of(project) if run is not None]


def _told(subject: Subject, run: ModelRun, text: str) -> dict[str, Any]:
    if subject.kind == Question.Kind.SPANS:
        (found,) = find_words(run, [text])
        return {"question": subject.question, "run": run, "found": found, "pieces": stretches_of(text, found)}
    (said,) = predict(run, [text])
    words = words_for(run, text)
    return {"question": subject.question, "run": run, "said": said, "words": words, "why": strongest(words)}
