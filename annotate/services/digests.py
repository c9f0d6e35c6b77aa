"""A letter a day with what is new in the notifications of those who asked for one, and no more than these say."""

import logging
from collections import Counter
from datetime import datetime
from smtplib import SMTPException, SMTPRecipientsRefused
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.models import Notification, User
from annotate.problems import Invalid

HOUR = 7  # of the reader's own day, at the earliest
logger = logging.getLogger(__name__)


def can_send() -> bool:
    """Has the operator named a mail server, and the address that links lead to?"""
    return bool(settings.EMAIL_HOST and settings.SITE_URL)


def choose_digest(user: User, wants: bool, email: str) -> None:
    """Send letters to this address, or none. Raises Invalid."""
    email = email.strip()
    if wants or email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise Invalid(
                _("“%(email)s” is no e-mail address.") % {"email": email[:60]}, field="email"
            ) from error
    User.objects.filter(id=user.id).update(email=email, wants_digest=wants)


def send_due(now: datetime | None = None) -> int:
    """Send today's letters that were not sent; how many. However often and at how many places it runs: one a day."""
    now = now or timezone.now()
    if not can_send():
        return 0
    sent = 0
    readers = User.objects.people().filter(is_active=True, wants_digest=True).exclude(email="").order_by("id")
    for reader in readers.iterator():
        if not (_is_due(reader, now) and _take(reader, now)):
            continue
        try:
            sent += _send(reader)
        except (SMTPException, OSError) as error:
            logger.warning("the mail server took no letter: %s", type(error).__name__)
            User.objects.filter(id=reader.id).update(digested_at=reader.digested_at)
            if not isinstance(error, SMTPRecipientsRefused):  # that is about this one address
                break  # it would take none for the others; the next run begins here
    return sent


def _is_due(reader: User, now: datetime) -> bool:
    here = now.astimezone(ZoneInfo(reader.time_zone))
    last = reader.digested_at and reader.digested_at.astimezone(here.tzinfo).date()
    return here.hour >= HOUR and last != here.date()


def _take(reader: User, now: datetime) -> bool:
    """Of two that send at once, one does."""
    taken = User.objects.filter(id=reader.id, digested_at=reader.digested_at)
    return taken.update(digested_at=now) == 1


def _send(reader: User) -> int:
    """What is unread and was not in the last letter; without anything new there is no letter."""
    unread = Notification.objects.of(reader).filter(read_at=None)
    new = unread.filter(made_at__gt=reader.digested_at) if reader.digested_at else unread
    counts = Counter(new.order_by("project__name", "kind").values_list("project__name", "kind"))
    if not counts:
        return 0
    with translation.override(reader.language):
        subject, text = _letter(counts)
    return send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [reader.email])


def _letter(counts: Counter[tuple[str, str]]) -> tuple[str, str]:
    total = counts.total()
    subject = ngettext("%(count)s new notification in Gloss", "%(count)s new notifications in Gloss", total)
    lines = [
        f"{project}: {Notification.Kind(kind).label} ({count})" for (project, kind), count in counts.items()
    ]
    here = settings.SITE_URL + reverse("annotate:notifications")
    end = _("Read them, or ask for no more letters: %(address)s") % {"address": here}
    return subject % {"count": total}, "\n".join([*lines, "", end, ""])
