"""How often may a program ask? So often a minute, each person in each project, counted in the database."""

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from annotate.models import Project, User
from annotate.problems import Problem

COUNT = """
INSERT INTO weaklabels_predictuse AS used (project_id, user_id, minute, requests)
VALUES (%s, %s, extract(epoch FROM now())::bigint / 60, 1)
ON CONFLICT (project_id, user_id) DO UPDATE SET
    requests = CASE WHEN used.minute = excluded.minute THEN used.requests + 1 ELSE 1 END,
    minute = excluded.minute
RETURNING requests, 60 - extract(epoch FROM now())::bigint %% 60
"""


class TooOften(Problem):
    """Asked more often than is allowed; the next minute begins anew."""

    status = 429
    kind = "slow_down"


def count_request(project: Project, user: User) -> None:
    """Count one request. Raises TooOften."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [project.id, user.id])
        requests, seconds = cursor.fetchone()
    if requests > settings.PREDICT_REQUESTS_A_MINUTE:
        raise TooOften(
            _(
                "More than %(most)s requests in a minute. Wait %(seconds)s seconds, and send more texts at once."
            )
            % {"most": settings.PREDICT_REQUESTS_A_MINUTE, "seconds": seconds},
            retry_seconds=seconds,
        )
