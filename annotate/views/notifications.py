"""What concerns the person who is signed in: the bell, the list, and what they want to be told."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate import ports
from annotate.access import require_user
from annotate.models import Notification, User
from annotate.services.digests import can_send, choose_digest
from annotate.services.notifications import choose_kinds, mark_read, newest, unread_count

BELL_SECONDS = 20  # so long a browser shows the same count without asking


@require_GET
@never_cache
def notification_list(request: HttpRequest) -> HttpResponse:
    user = require_user(request)
    settings = User.objects.only("muted", "email", "wants_digest").get(id=user.id)
    context = {
        "notifications": newest(user),
        "kinds": [(kind, name, kind not in settings.muted) for kind, name in Notification.Kind.choices],
        "settings": settings,
        "can_send": can_send(),
    }
    return render(request, "annotate/notifications.html", context)


@require_GET
@cache_control(private=True, max_age=BELL_SECONDS)
def bell(request: HttpRequest) -> HttpResponse:
    """How many are unread, for the head of every page."""
    return render(request, "annotate/_bell.html", {"unread": unread_count(require_user(request))})


@require_POST
def reading_list(request: HttpRequest) -> HttpResponse:
    """All are read."""
    mark_read(require_user(request))
    return redirect("annotate:notifications")


@require_POST
def opening(request: HttpRequest, notification_id: int) -> HttpResponse:
    """One is read, and leads to what it is about."""
    user = require_user(request)
    notification = get_object_or_404(
        Notification.objects.of(user).select_related("project"), id=notification_id
    )
    mark_read(user, notification.id)
    return redirect(ports.notification_addresses[notification.kind](notification))


@require_POST
def setting_list(request: HttpRequest) -> HttpResponse:
    user = require_user(request)
    with transaction.atomic():
        choose_kinds(user, request.POST.getlist("kinds"))
        if can_send():
            choose_digest(user, "digest" in request.POST, request.POST.get("email", ""))
    messages.success(request, _("Your settings are saved."))
    return redirect("annotate:notifications")
