"""The demo's rates, and how long Sam checked: seconds of each answer in the sample, the same in every demo."""

from decimal import Decimal

from annotate.models import Project, User
from review.models import PersonalRate, Rates, ReviewTime, SampledAnswer

CHECKER = "sam"
SECONDS = (19, 31, 12, 24, 16, 45, 22)  # people are not machines


def add_costs(project: Project, people: dict[str, User]) -> None:
    Rates.objects.create(
        project=project,
        currency="EUR",
        hourly=Decimal(24),
        house_accuracy=88,
        crowd_accuracy=75,
        crowd_price=Decimal("0.08"),
    )
    PersonalRate.objects.create(project=project, person=people[CHECKER], hourly=Decimal(38))
    checked = SampledAnswer.objects.filter(spot_check__project=project).exclude(verdict="").order_by("place")
    ReviewTime.objects.bulk_create(
        ReviewTime(
            project=project,
            document_id=document,
            person=people[CHECKER],
            kind=ReviewTime.Kind.SPOT_CHECK,
            active_ms=SECONDS[place % len(SECONDS)] * 1_000,
            at=judged_at,
        )
        for place, (document, judged_at) in enumerate(
            checked.values_list("annotation__document", "judged_at")
        )
    )
