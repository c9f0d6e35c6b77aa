"""How good is the model that a project's goal counts on? That of the first question, on audit documents."""

from annotate.models import Project
from annotate.ports import Reached
from weaklabels.models import ModelRun
from weaklabels.services.learning.answers import said_about
from weaklabels.services.learning.measuring import measured
from weaklabels.services.learning.quality import truth_of
from weaklabels.services.learning.subjects import all_subjects_of


def model_of(project: Project) -> Reached:
    """F1 of the newest run, as the model page shows it."""
    subject = next(iter(all_subjects_of(project)), None)
    run = ModelRun.objects.filter(question=subject.question).order_by("-number").first() if subject else None
    if subject is None or run is None:
        return Reached(why="nothing")
    truth = truth_of(said_about(subject)).asked_of(run)
    found = measured(subject, run, truth)
    if found.figure is None or found.between is None:
        return Reached(count=len(truth), why="too few")
    return Reached(found.figure, found.between[0], found.between[1], len(truth))
