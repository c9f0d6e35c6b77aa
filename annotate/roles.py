"""What a member may be in a project. A membership holds a set of these."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    ANNOTATOR = "annotator", _("annotator")  # own work
    EXPERT = "expert", _("expert")  # booklet, rules
    SUPERVISOR = "supervisor", _("supervisor")  # documents, all answers, review, export
    OWNER = "owner", _("owner")  # settings, members, tokens
    VIEWER = "viewer", _("viewer")  # figures, try it
