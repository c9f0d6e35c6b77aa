"""What tests of spot checks do again and again."""

from annotate.models import Membership
from annotate.services.responses import ResponseAnswer
from review.services.spot_checks.judging import judge, next_for

GLAD, CROSS = 0, 1


def membership_of(project, annotator):
    return Membership.objects.select_related("project__schema").get(project=project, user=annotator)


def go_through(check, checker, wrong=(), unclear=()):
    """Check until nothing is left or said, some of the places wrongly answered."""
    while check.is_open and (sampled := next_for(check, checker)):
        verdict = "wrong" if sampled.place in wrong else "unclear" if sampled.place in unclear else "right"
        judge(sampled, checker, verdict)
        check.refresh_from_db()
    return check


def own(tone, label=GLAD):
    return ResponseAnswer(tone.id, labels=(tone.labels.order_by("id")[label].id,))
