"""What each annotator's answers count in a lesson, where somebody above us knows how well they do."""

from weaklabels import ports
from weaklabels.active.trusting import weights_of
from weaklabels.services.learning.subjects import Subject

Trust = dict[int, float]  # by user id; who is not in it counts 1


def trust_of(subject: Subject) -> Trust:
    grades: dict[int, tuple[int, int]] = {}
    for told in ports.annotator_grades:
        grades.update(told(subject.question))
    return weights_of(grades, len(subject.labels))
