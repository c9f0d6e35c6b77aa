"""How often may a program ask? So often a minute, each person in each project, counted in the database."""

from django.conf import settings
from django.utils.translation import gettext as _

from annotate.models import Project, User
from annotate.prepared import Statement
from annotate.problems import Problem

# Nobody waits until the count is safe on the disk: a crash may forget a second of it.
COUNT = Statement(
    "count_prediction",
    """
    INSERT INTO weaklabels_predictuse AS used (project_id, user_id, minute, requests)
    SELECT %(project)s::bigint, %(user)s::bigint, extract(epoch FROM now())::bigint / 60, 1
    FROM set_config('synchronous_commit', 'off', true) AS quick WHERE quick IS NOT NULL
    ON CONFLICT (project_id, user_id) DO UPDATE SET
        requests = CASE WHEN used.minute = excluded.minute THEN used.requests + 1 ELSE 1 END,
        minute = excluded.minute
    RETURNING requests, 60 - extract(epoch FROM now())::bigint %% 60
    """,
)


class TooOften(Problem):
    """Asked more often than is allowed; the next minute begins anew."""

    status = 429
    kind = "slow_down"


def count_request(project: Project, user: User) -> None:
    """Count one request. Raises TooOften."""
    [(requests, seconds)] = COUNT.rows({"project": project.id, "user": user.id})
    if requests > settings.PREDICT_REQUESTS_A_MINUTE:
        raise TooOften(
            _(
                "More than %(most)s requests in a minute. Wait %(seconds)s seconds, and send more texts at once."
            )
            % {"most": settings.PREDICT_REQUESTS_A_MINUTE, "seconds": seconds},
            retry_seconds=seconds,
        )
