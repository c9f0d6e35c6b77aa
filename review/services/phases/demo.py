"""What the demo says of its disagreements: one of the two was wrong."""

from annotate.models import Project, User
from review.services.phases.beginning import set_disagreement


def say_what_disagreement_means(project: Project, people: dict[str, User]) -> None:
    set_disagreement(project, Project.Disagreement.ERROR, people["olive"])
