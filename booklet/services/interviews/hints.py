"""What can be picked while one is asked: the reasons given so far, and concepts named here or drawn on the map."""

from django.db.models import QuerySet

from booklet.models import Interview, InterviewAnswer
from booklet.services.maps import map_of, tree_at

MOST = 200


def reasons_in(interview: Interview) -> list[str]:
    answers = _answers(interview).exclude(reason="").order_by("reason")
    return list(answers.values_list("reason", flat=True).distinct()[:MOST])


def concepts_in(interview: Interview) -> list[str]:
    """Each once, those of the map after those of the interview."""
    named = [note["concept"] for answer in _answers(interview) for note in answer.notes if note["concept"]]
    found = map_of(interview.project, "concepts")
    if found and found.current:
        tree = tree_at(interview.project, found.current)
        named += [node.text for node in tree.flat() if node.id != "root"]
    return list({name.casefold(): name for name in reversed(named)}.values())[::-1][:MOST]


def _answers(interview: Interview) -> QuerySet[InterviewAnswer]:
    return InterviewAnswer.objects.filter(shown__interview=interview, undone_at=None)
