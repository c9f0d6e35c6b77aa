"""Where suggestions and imported answers come from."""

import uuid

from annotate.models import Project, Source, User


def make_source(project: Project, name: str, *, counts: bool = False, external: bool = False) -> Source:
    """A source and the stand-in that is the author of its answers: nobody can sign in as it."""
    stand_in = User.objects.create_user(
        f"source-{uuid.uuid4()}", None, name=name, is_source=True, is_active=False
    )
    return Source.objects.create(
        project=project, name=name, user=stand_in, counts=counts, is_external=external
    )
