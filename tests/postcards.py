"""The project that most tests are about, written row by row.

Two thousand tests begin with it, and of the services each would ask three times as many statements.
tests/test_postcards.py holds these rows to those that the services write.
"""

from django.db import transaction

from annotate.models import Event, Label, Membership, Phase, Project, Question, Schema
from annotate.roles import Role
from annotate.services.links import with_ids
from annotate.services.projects import checked_roles, free_slug
from annotate.services.questions import read_questions
from annotate.signals import announce

NAME = "Postcards"
SETTINGS = {"audit_percent": 0, "suggestions_hidden_percent": 0}


@transaction.atomic
def write_project(owner, questions):
    """As `create_project` and then `publish_schema` of these questions, none of which depends on another."""
    project = Project.objects.create(name=NAME, slug=free_slug(NAME), created_by=owner, **SETTINGS)
    Phase.objects.create(project=project, kind=Phase.Kind.PRODUCTION, name="production")
    joined = _joins(project, owner, [Role.OWNER, Role.SUPERVISOR, Role.ANNOTATOR])
    schema = Schema.objects.create(
        project=project, number=1, body={"questions": _published(project, questions)}, published_by=owner
    )
    Project.objects.filter(id=project.id).update(schema=schema)
    published = {"schema": schema.id, "number": schema.number}
    Event.objects.bulk_create(
        [
            joined,
            Event(project=project, actor=owner, kind="project created", detail={}),
            Event(project=project, actor=owner, kind="schema published", detail=published),
        ]
    )
    announce("schema", project.id, [schema.id])
    return Project.objects.get(id=project.id)


@transaction.atomic
def write_member(project, user, roles):
    """As `add_member` for somebody who is none yet."""
    _joins(project, user, roles).save()


def _joins(project, user, roles):
    """The event is still to be written."""
    roles = checked_roles(roles)
    membership = Membership.objects.create(project=project, user=user, roles=roles)
    announce("membership", project.id, [membership.id])
    detail = {"user": user.id, "roles": roles}
    return Event(project=project, actor_id=project.created_by_id, kind="member set", detail=detail)


def _published(project, questions):
    """The questions as they stand in the schema, with the ids of their rows."""
    written = read_questions(questions)
    rows = Question.objects.bulk_create(
        [Question(project=project, kind=one["kind"], name=one["name"]) for one in written]
    )
    labels = iter(
        Label.objects.bulk_create(
            [
                Label(question=row, name=label["name"], slot=label["slot"])
                for row, one in zip(rows, written, strict=True)
                for label in one["labels"]
            ]
        )
    )
    return with_ids(
        [
            {**one, "id": row.id, "labels": [{**label, "id": next(labels).id} for label in one["labels"]]}
            for row, one in zip(rows, written, strict=True)
        ]
    )
