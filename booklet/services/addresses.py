"""Where notifications of the booklet lead."""

from django.urls import reverse

from annotate.models import Notification
from booklet.models import Comment

Kind = Notification.Kind


def _of_decision(notification: Notification) -> str:
    return reverse("booklet:decision", args=[notification.project.slug, notification.target])


def _of_proposal(notification: Notification) -> str:
    return reverse("booklet:page", args=[notification.project.slug, notification.target])


def _of_mention(notification: Notification) -> str:
    comment = Comment.objects.get(id=notification.target)
    page = reverse("booklet:page", args=[notification.project.slug, comment.page_id])
    return f"{page}#comment-{comment.replies_to_id or comment.id}"


ADDRESSES = {Kind.DECISION: _of_decision, Kind.PROPOSAL: _of_proposal, Kind.MENTION: _of_mention}
