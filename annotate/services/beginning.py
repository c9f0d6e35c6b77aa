"""A new project with all that was written about it."""

from typing import Any

from django.db import transaction

from annotate.models import Project, User
from annotate.services.drafting import save_draft
from annotate.services.projects import create_project
from annotate.services.publishing import publish_schema


@transaction.atomic
def begin_project(owner: User, name: str, description: str, questions: list[dict[str, Any]]) -> Project:
    """A project whose questions are published at once: nobody has answered yet, so there is nothing to weigh.

    Without questions it begins with an empty draft. Raises Invalid.
    """
    project = create_project(owner, name, description=description)
    if questions:
        publish_schema(project, questions, owner)
    else:
        save_draft(project, owner, [], version=0)
    return project
