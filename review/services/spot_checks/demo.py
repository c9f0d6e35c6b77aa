"""The demo's spot check: finished, passed, and with errors to look at. Its sample is the same in every demo."""

from annotate.models import Annotation, Choice, Project, User
from annotate.services.demo import Names
from annotate.services.responses import ResponseAnswer
from review.models import SampledAnswer
from review.services.spot_checks.batches import Wished
from review.services.spot_checks.judging import answer_first, judge, next_for
from review.services.spot_checks.making import How, make_spot_check
from review.services.spot_checks.plans import Asked

CHECKER, RIGHT_WHERE_THEY_DIFFER = "sam", "ada"
SEED = 2
PURPOSE = "First look at the signals"


def add_spot_check(project: Project, people: dict[str, User]) -> None:
    """Sam answers as Ada where the two differ, and as whoever answered elsewhere."""
    sam, asked = people[CHECKER], Names(project.schema).question("signal")
    question = project.questions.get(id=asked["id"])
    how = How("fixed-2", purpose=PURPOSE)
    check = make_spot_check(Wished(question), Asked("0.2", "0.95"), how, sam, seed=SEED)
    while check.is_open and (sampled := next_for(check, sam)):
        theirs = label_of(sampled.annotation, question.id)
        own = label_of(as_ada(sampled, people[RIGHT_WHERE_THEY_DIFFER]), question.id)
        answer_first(sampled, sam, ResponseAnswer(question.id, labels=(own,)))
        check = judge(sampled, sam, "right" if own == theirs else "wrong")


def as_ada(sampled: SampledAnswer, ada: User) -> Annotation:
    of_ada = Annotation.objects.filter(document=sampled.annotation.document_id, author=ada).last()
    return of_ada or sampled.annotation


def label_of(annotation: Annotation, question_id: int) -> int:
    return Choice.objects.get(response__annotation=annotation, response__question=question_id).label_id
