"""Is this web process able to serve? Asked by containers and load balancers."""

import logging

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the database answers. Redis is not asked: pages work without it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The health check cannot reach the database")
        return HttpResponse("The database does not answer.\n", status=503, content_type="text/plain")
    return HttpResponse("Gloss is well.\n", content_type="text/plain")
