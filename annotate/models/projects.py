import secrets
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models.people import User
from annotate.roles import Role

MOST_ANSWERS = 60
MOST_CHECKS = 20  # percent: more would cost an annotator's day more than it tells


def new_seed() -> int:
    """A secret number that keys the project's random order, pools and overlap (fits a signed bigint)."""
    return secrets.randbits(62)


class ProjectQuerySet(models.QuerySet):
    def of(self, user: User) -> "ProjectQuerySet":
        """The projects this person is a member of. Every other queryset starts from one of these."""
        return self.filter(memberships__user=user, memberships__ended_at=None, retired_at=None)


class Project(models.Model):
    """One labelling effort: its questions, its documents, its members."""

    class Disagreement(models.TextChoices):
        """What it means that two people answer differently; chosen before the work begins."""

        ERROR = "error", _("an error: one of them is wrong")
        VARIATION = "variation", _("variation: both may be right")

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("what is it for?"), blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    schema = models.ForeignKey("Schema", models.PROTECT, null=True, blank=True, related_name="+")
    ranking = models.ForeignKey("Ranking", models.PROTECT, null=True, blank=True, related_name="+")
    guideline_version = models.PositiveIntegerField(default=0)

    is_blind = models.BooleanField(_("annotators do not see each other's answers"), default=True)
    shows_suggestions = models.BooleanField(_("annotators see suggestions"), default=True)
    suggestions_hidden_percent = models.PositiveSmallIntegerField(
        _("share of documents without suggestions"),
        default=10,
        validators=[MaxValueValidator(100)],
    )
    advance_on_key = models.BooleanField(_("one key answers and shows the next"), default=False)
    wants = models.PositiveSmallIntegerField(
        _("answers per document"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_ANSWERS)],
    )
    overlap_wants = models.PositiveSmallIntegerField(
        _("answers per overlap document"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_ANSWERS)],
    )
    overlap_percent = models.DecimalField(
        _("share of documents with more answers"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    gold_check_percent = models.PositiveSmallIntegerField(
        _("share of gold checks"), default=0, validators=[MaxValueValidator(MOST_CHECKS)]
    )
    repeat_percent = models.PositiveSmallIntegerField(
        _("share of repeats"), default=0, validators=[MaxValueValidator(MOST_CHECKS)]
    )
    audit_percent = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(10))
    # Stream -> share, as set; streams.shares() fills the rest
    mix = models.JSONField(default=dict, blank=True)
    mix_is_set = models.BooleanField(default=False)  # by a person: no verdict changes it
    # Nobody new is lent documents before they have passed the training
    trains = models.BooleanField(default=False)
    disagreement = models.CharField(max_length=12, choices=Disagreement, blank=True)  # empty: nobody has said
    seconds_per_answer = models.FloatField(_("stated seconds per answer"), null=True, blank=True)
    queue_epoch = models.BigIntegerField(default=0)  # raised whenever documents become free in bulk
    seed = models.BigIntegerField(default=new_seed, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(wants__gte=1, wants__lte=MOST_ANSWERS), name="project_wants_an_answer"
            ),
            models.CheckConstraint(
                condition=Q(overlap_wants__gte=F("wants"), overlap_wants__lte=MOST_ANSWERS),
                name="overlap_wants_at_least_as_many",
            ),
            models.CheckConstraint(
                condition=Q(overlap_percent__gte=0, overlap_percent__lte=100), name="overlap_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(suggestions_hidden_percent__lte=100), name="hidden_suggestions_are_a_share"
            ),
            models.CheckConstraint(
                condition=Q(gold_check_percent__lte=MOST_CHECKS, repeat_percent__lte=MOST_CHECKS),
                name="checks_are_a_small_share",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.retired_at is None

    @property
    def takes_variation(self) -> bool:
        """Is there no right answer here, so neither gold nor a score of anybody?"""
        return self.disagreement == self.Disagreement.VARIATION

    @property
    def suggestions_shown_share(self) -> float:
        """On which share of the documents suggestions are shown, of those that may show any (0 to 1)."""
        return (100 - self.suggestions_hidden_percent) / 100 if self.shows_suggestions else 0.0

    @property
    def phase(self) -> "Phase | None":
        """The phase the project is in: the last one begun."""
        return self.phases.order_by("-started_at", "-id").first()


class Membership(models.Model):
    """A person's roles in a project. Ended, never deleted."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=20, choices=Role))
    joined_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    trained_at = models.DateTimeField(null=True, blank=True)  # when they passed the training that holds now
    # Documents to answer, where one was agreed
    goal_a_day = models.PositiveIntegerField(null=True, blank=True)
    goal_in_all = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["user__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="one_membership_per_person_and_project"),
            models.CheckConstraint(
                condition=Q(roles__len__gte=1, roles__contained_by=Role.values), name="roles_are_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.project_id}"

    def has(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)

    @property
    def awaits_training(self) -> bool:
        """Is this annotator lent nothing before they have passed the project's training?"""
        return self.project.trains and self.trained_at is None


class Phase(models.Model):
    """A named period of a project; each annotation keeps the phase it was made in."""

    class Kind(models.TextChoices):
        TRAINING = "training", _("training")
        PILOT = "pilot", _("pilot")
        CALIBRATED = "calibrated", _("calibrated")
        PRODUCTION = "production", _("production")

    project = models.ForeignKey(Project, models.PROTECT, related_name="phases")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.PRODUCTION)
    name = models.CharField(max_length=80)
    started_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """Where imported answers come from: a name, a stand-in author, and whether it counts as an answer."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="sources")
    name = models.CharField(max_length=200)
    user = models.OneToOneField(User, models.PROTECT, related_name="source")
    counts = models.BooleanField(_("counts in overlap and agreement"), default=False)
    is_external = models.BooleanField(default=False)  # a person outside this house, such as one of a crowd
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_source_per_name")]

    def __str__(self) -> str:
        return self.name
