from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.browsers import browser_name
from annotate.roles import Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.named(username or "").get()

    def named(self, username: str) -> models.QuerySet["User"]:
        """Whose user name it is, in whatever case and form its letters are typed: it is kept in one form only."""
        wanted = Lower(models.Value(self.model.normalize_username(username)))
        return self.alias(lower=Lower("username")).filter(lower=wanted)

    def people(self) -> models.QuerySet["User"]:
        """Everybody with an account: no stand-ins of sources, nobody who was erased."""
        return self.filter(is_source=False, erased_at=None)


class User(AbstractBaseUser):
    """Somebody who signs in, or the stand-in of an imported Source, which cannot.

    Being an administrator (users, invitations, operator settings) grants nothing inside a project.
    """

    class Theme(models.TextChoices):
        SYSTEM = "system", _("as the system")
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")

    username = models.CharField(_("user name"), max_length=150, unique=True)
    name = models.CharField(_("name"), max_length=200)
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(default=False)
    is_source = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=60, default="UTC")
    theme = models.CharField(max_length=10, choices=Theme, default=Theme.SYSTEM)
    workbench = models.JSONField(default=dict, blank=True)  # how they read and which keys they press
    # Kinds of notifications they do not want
    muted = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    email = models.EmailField(blank=True)  # for letters they asked for; nobody signs in with it
    wants_digest = models.BooleanField(default=False)
    digested_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "username"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("username"), name="username_is_unique_in_any_case")]

    def __str__(self) -> str:
        return self.name or self.username


class Session(AbstractBaseSession):
    """A browser signed in. Rows, not signed cookies, so that a session can be ended from elsewhere."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)  # written every few minutes at most
    user_agent = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"session of user {self.user_id}"

    @property
    def browser(self) -> str:
        return browser_name(self.user_agent)


class LinkQuerySet(models.QuerySet):
    def usable(self) -> "LinkQuerySet":
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())


class OneTimeLink(models.Model):
    """A secret in an address. Only its SHA-256 is kept, it works once and until a time."""

    token_hash = models.BinaryField(max_length=32, unique=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_usable(self) -> bool:
        return not self.used_at and not self.revoked_at and self.expires_at > timezone.now()


class Invitation(OneTimeLink):
    """Lets one new person in, and into one project with these roles where one is named."""

    LIFETIME = timedelta(days=7)

    note = models.CharField(max_length=200, blank=True)  # for whom, in the inviter's words
    project = models.ForeignKey("Project", models.PROTECT, null=True, blank=True, related_name="invitations")
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list, blank=True)
    makes_administrator = models.BooleanField(default=False)
    used_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.note or f"invitation {self.pk}"

    @property
    def role_names(self) -> str:
        return ", ".join(str(Role(role).label) for role in self.roles)


class ResetLink(OneTimeLink):
    """Lets one person choose a new password without knowing the old one."""

    LIFETIME = timedelta(hours=24)

    user = models.ForeignKey(User, models.PROTECT, related_name="reset_links")

    def __str__(self) -> str:
        return f"reset link of user {self.user_id}"


class ApiToken(models.Model):
    """A program's key to the API: shown once, kept as a hash, limited in scope and time."""

    class Scope(models.TextChoices):
        READ = "read", _("read")
        ANNOTATE = "annotate", _("annotate")
        DOCUMENTS = "documents", _("import and assign documents")
        EXPORT = "export", _("export")
        SETTINGS = "settings", _("change settings and members")
        PREDICT = "predict", _("ask published models")

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    project = models.ForeignKey("Project", models.PROTECT, null=True, blank=True, related_name="tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    token_hash = models.BinaryField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def scope_names(self) -> str:
        return ", ".join(str(self.Scope(scope).label) for scope in self.scopes)


class SignInAttempt(models.Model):
    """One try of a password, kept to slow down guessing without locking anybody out.

    What succeeded makes the address known for this user name; what failed is forgotten after a day.
    """

    username_hash = models.BinaryField(max_length=32)
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField(default=timezone.now)
    succeeded = models.BooleanField(default=False)
    from_known_address = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["username_hash", "at"]), models.Index(fields=["address", "at"])]

    def __str__(self) -> str:
        return f"attempt {self.pk}"
