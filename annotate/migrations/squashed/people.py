from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT
from django.db.models.functions import Lower
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "User",
        [
            ID,
            ("password", models.CharField(verbose_name="password", max_length=128)),
            ("last_login", models.DateTimeField(verbose_name="last login", blank=True, null=True)),
            ("username", models.CharField(verbose_name="user name", max_length=150, unique=True)),
            ("name", models.CharField(verbose_name="name", max_length=200)),
            ("is_active", models.BooleanField(default=True)),
            ("is_administrator", models.BooleanField(default=False)),
            ("is_source", models.BooleanField(default=False)),
            ("language", models.CharField(max_length=10, default="en")),
            ("time_zone", models.CharField(max_length=60, default="UTC")),
            (
                "theme",
                models.CharField(
                    max_length=10,
                    default="system",
                    choices=[("system", "as the system"), ("light", "light"), ("dark", "dark")],
                ),
            ),
            ("joined_at", models.DateTimeField(default=now)),
            ("erased_at", models.DateTimeField(blank=True, null=True)),
            ("workbench", models.JSONField(blank=True, default=dict)),
            ("muted", ArrayField(models.CharField(max_length=8), blank=True, default=list)),
            ("email", models.EmailField(max_length=254, blank=True)),
            ("wants_digest", models.BooleanField(default=False)),
            ("digested_at", models.DateTimeField(blank=True, null=True)),
        ],
        {
            "constraints": [
                models.UniqueConstraint(Lower("username"), name="username_is_unique_in_any_case"),
            ],
        },
    ),
    migrations.CreateModel(
        "Session",
        [
            (
                "session_key",
                models.CharField(
                    verbose_name="session key", primary_key=True, max_length=40, serialize=False
                ),
            ),
            ("session_data", models.TextField(verbose_name="session data")),
            ("expire_date", models.DateTimeField(verbose_name="expire date", db_index=True)),
            ("started_at", models.DateTimeField(default=now)),
            ("user_agent", models.CharField(max_length=200, blank=True)),
            ("user", models.ForeignKey(USER, CASCADE, related_name="sessions", null=True)),
            ("last_seen_at", models.DateTimeField(default=now)),
        ],
        {
            "verbose_name": "session",
            "verbose_name_plural": "sessions",
        },
    ),
    migrations.CreateModel(
        "Invitation",
        [
            ID,
            ("token_hash", models.BinaryField(max_length=32, unique=True)),
            ("created_at", models.DateTimeField(default=now)),
            ("expires_at", models.DateTimeField()),
            ("used_at", models.DateTimeField(blank=True, null=True)),
            ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ("note", models.CharField(max_length=200, blank=True)),
            (
                "roles",
                ArrayField(
                    models.CharField(
                        max_length=20,
                        choices=[
                            ("annotator", "annotator"),
                            ("expert", "expert"),
                            ("supervisor", "supervisor"),
                            ("owner", "owner"),
                            ("viewer", "viewer"),
                        ],
                    ),
                    blank=True,
                    default=list,
                ),
            ),
            ("makes_administrator", models.BooleanField(default=False)),
            ("created_by", models.ForeignKey(USER, PROTECT, related_name="+", null=True)),
            ("used_by", models.ForeignKey(USER, PROTECT, related_name="+", null=True, blank=True)),
            (
                "project",
                models.ForeignKey(
                    "annotate.project", PROTECT, related_name="invitations", null=True, blank=True
                ),
            ),
        ],
    ),
    migrations.CreateModel(
        "ResetLink",
        [
            ID,
            ("token_hash", models.BinaryField(max_length=32, unique=True)),
            ("created_at", models.DateTimeField(default=now)),
            ("expires_at", models.DateTimeField()),
            ("used_at", models.DateTimeField(blank=True, null=True)),
            ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ("created_by", models.ForeignKey(USER, PROTECT, related_name="+", null=True)),
            ("user", models.ForeignKey(USER, PROTECT, related_name="reset_links")),
        ],
    ),
    migrations.CreateModel(
        "ApiToken",
        [
            ID,
            ("name", models.CharField(max_length=100)),
            ("prefix", models.CharField(max_length=12)),
            ("token_hash", models.BinaryField(max_length=32, unique=True)),
            (
                "scopes",
                ArrayField(
                    models.CharField(
                        max_length=20,
                        choices=[
                            ("read", "read"),
                            ("annotate", "annotate"),
                            ("documents", "import and assign documents"),
                            ("export", "export"),
                            ("settings", "change settings and members"),
                            ("predict", "ask published models"),
                        ],
                    )
                ),
            ),
            ("created_at", models.DateTimeField(default=now)),
            ("expires_at", models.DateTimeField()),
            ("last_used_at", models.DateTimeField(blank=True, null=True)),
            ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ("user", models.ForeignKey(USER, PROTECT, related_name="tokens")),
            (
                "project",
                models.ForeignKey("annotate.project", PROTECT, related_name="tokens", null=True, blank=True),
            ),
        ],
    ),
    migrations.CreateModel(
        "SignInAttempt",
        [
            ID,
            ("username_hash", models.BinaryField(max_length=32)),
            ("address", models.GenericIPAddressField(null=True)),
            ("at", models.DateTimeField(default=now)),
            ("succeeded", models.BooleanField(default=False)),
            ("from_known_address", models.BooleanField(default=False)),
        ],
        {
            "indexes": [
                models.Index(fields=["username_hash", "at"], name="annotate_si_usernam_87857a_idx"),
                models.Index(fields=["address", "at"], name="annotate_si_address_8c18c9_idx"),
            ],
        },
    ),
]
