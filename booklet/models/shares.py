"""Showing a project early: what a link without an account shows, who used it, and what they said."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import Document, Membership, Project, User
from annotate.roles import Role
from booklet.models.pages import Page


class Share(models.Model):
    """What an owner chose to show outsiders. `sections` holds, by section, what was chosen in it."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="shares")
    name = models.CharField(max_length=120)
    introduction = models.TextField(blank=True)
    sections = models.JSONField(default=dict)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class ShareLinkQuerySet(models.QuerySet):
    def living(self) -> "ShareLinkQuerySet":
        """Those that open something. An owner who left takes theirs along, as with invitations."""
        ownership = Membership.objects.filter(
            project=OuterRef("share__project"),
            user=OuterRef("made_by"),
            user__is_active=True,
            roles__contains=[Role.OWNER],
            ended_at=None,
        )
        return self.filter(
            Exists(ownership),
            share__project__retired_at=None,
            revoked_at=None,
            expires_at__gt=timezone.now(),
        )


class ShareLink(models.Model):
    """A secret in an address that shows a share until a time. Only its SHA-256 is kept."""

    share = models.ForeignKey(Share, models.PROTECT, related_name="links")
    token_hash = models.BinaryField(max_length=32, unique=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"link to share {self.share_id}"


class SharedDocument(models.Model):
    """A document a share shows, and whose output beside it.

    `says` is what somebody wrote by hand, in the form of an example's; the text is read from the document each time.
    """

    class Output(models.TextChoices):
        GOLD = "gold", _("the accepted answer")
        ANSWER = "answer", _("the newest answer of an annotator")
        RULES = "rules", _("what the rules say (mock)")
        BY_HAND = "by_hand", _("what I write by hand (mock)")

    share = models.ForeignKey(Share, models.CASCADE, related_name="documents", db_index=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    output = models.CharField(max_length=8, choices=Output, default=Output.RULES)
    says = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["share", "document"], name="shared_once")]

    def __str__(self) -> str:
        return f"document {self.document_id} in share {self.share_id}"


class Visit(models.Model):
    """One use of a link. `visitor` is a keyed hash of the address: it tells visitors apart and names nobody."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("opened")
        TRIED = "tried", _("tried a text")
        FLAGGED = "flagged", _("flagged an answer")
        COMMENTED = "commented", _("commented")
        TOO_LATE = "too_late", _("came after the end")

    share = models.ForeignKey(Share, models.PROTECT, related_name="visits", db_index=False)
    kind = models.CharField(max_length=9, choices=Kind)
    visitor = models.BinaryField(max_length=16)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["share", "kind", "-at"], name="visits_of_share")]

    def __str__(self) -> str:
        return f"{self.kind} share {self.share_id}"


class VisitorComment(models.Model):
    """What a visitor said of all that is shown, or of a page or document in it, and what the project replied."""

    share = models.ForeignKey(Share, models.PROTECT, related_name="comments")
    page = models.ForeignKey(Page, models.PROTECT, null=True, blank=True, related_name="visitor_comments")
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=60)
    text = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"visitor's comment {self.pk}"
