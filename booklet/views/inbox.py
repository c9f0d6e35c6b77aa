"""What annotators ask, theme by theme."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from annotate.access import require_role
from booklet.services.inbox import MOST, open_themes
from booklet.views.roles import WRITERS


@require_GET
@never_cache
def inbox(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Open questions grouped by label and likeness; one decision answers a theme."""
    membership = require_role(request, project_slug, *WRITERS)
    themes = open_themes(membership.project)
    asked = sum(len(theme.inquiries) for theme in themes)
    context = {
        "project": membership.project,
        "membership": membership,
        "themes": themes,
        "asked": asked,
        "most": MOST if asked == MOST else None,
    }
    return render(request, "booklet/inbox.html", context)
