"""Making, publishing and retiring a release."""

import tomllib
from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Event, Membership
from annotate.problems import Invalid
from review.models import Release
from review.services.releases.running import start_job
from review.services.releases.statement import WORDS, statement_of
from review.services.releases.wishes import MOST_SEED, Wish, check_wish

LONGEST_WORDS = 5_000


@transaction.atomic
def make_release(membership: Membership, name: str, wish: Wish, seed: int | None = None) -> Release:
    """Put it down and let a job gather it. Raises Invalid or TooMany."""
    release = new_release(membership, name, wish, seed)
    start_job(release, membership.user)
    return release


def new_release(membership: Membership, name: str, wish: Wish, seed: int | None = None) -> Release:
    """Raises Invalid."""
    project, name = membership.project, " ".join(name.split())
    longest = Release._meta.get_field("name").max_length
    if not 1 <= len(name) <= longest:
        raise Invalid(
            _("A release needs a name of 1 to %(most)s characters, such as 1.0.") % {"most": longest},
            field="name",
        )
    if seed is not None and not 0 <= seed < MOST_SEED:
        raise Invalid(
            _("The seed must be a whole number from 0 to %(most)s.") % {"most": MOST_SEED}, field="seed"
        )
    check_wish(project, wish)
    seeded = {} if seed is None else {"seed": seed}
    try:
        with transaction.atomic():
            return Release.objects.create(
                project=project, name=name, made_by=membership.user, wish=wish.with_ways().as_json(), **seeded
            )
    except IntegrityError:
        raise Invalid(
            _("There is a release “%(name)s” already. Names are given once; choose another.")
            % {"name": name},
            field="name",
        ) from None


@transaction.atomic
def say_of(release: Release, words: Mapping[str, str]) -> None:
    """What is said beside the facts; what `words` does not name stays. Raises Invalid once it is published."""
    release = _locked(release)
    if not release.is_draft:
        raise Invalid(_("This release is no draft: its data statement stays as it is. Make another release."))
    said = {name: words.get(name, release.words.get(name, "")).strip() for name in WORDS}
    if any(len(text) > LONGEST_WORDS for text in said.values()):
        raise Invalid(_("A field may hold %(most)s characters.") % {"most": LONGEST_WORDS})
    release.words = {name: text for name, text in said.items() if text}
    release.save(update_fields=["words"])


@transaction.atomic
def publish(release: Release, membership: Membership, words: Mapping[str, str] | None = None) -> Release:
    """Freeze it with these last words, and let a job build its files. Raises Invalid or TooMany."""
    if words:
        say_of(release, words)
    release = freeze(release, membership)
    start_job(release, membership.user)
    return release


def freeze(release: Release, membership: Membership) -> Release:
    """From now on it stays as it is. Raises Invalid."""
    release = _locked(release)
    if not release.is_gathered:
        raise Invalid(_("This release is not gathered yet. Wait for its job, or start it again."))
    if not release.is_draft:
        raise Invalid(_("This release is published or retired already."))
    if not sum(release.counts["documents"].values()):
        raise Invalid(_("There is no document in this release. Make another with other labels or documents."))
    release.published_by, release.published_at = membership.user, timezone.now()
    release.statement, release.made_with = statement_of(release), f"Gloss {own_version()}"
    release.save(update_fields=["published_by", "published_at", "statement", "made_with"])
    _note(release, membership, "release published")
    return release


@transaction.atomic
def retire(release: Release, membership: Membership, because: str) -> None:
    """Nobody shall use it any more; it stays, and can be built, for those who have. Raises Invalid."""
    release = _locked(release)
    because = because.strip()
    if release.retired_at:
        raise Invalid(_("This release is retired already."))
    if release.is_published and not because:
        raise Invalid(_("Say why nobody should use this release any more."), field="because")
    if len(because) > LONGEST_WORDS:
        raise Invalid(_("A field may hold %(most)s characters.") % {"most": LONGEST_WORDS}, field="because")
    release.retired_by, release.retired_at = membership.user, timezone.now()
    release.retired_because = because
    release.save(update_fields=["retired_by", "retired_at", "retired_because"])
    _note(release, membership, "release retired")


def own_version() -> str:
    told = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return told["project"]["version"]


def _locked(release: Release) -> Release:
    rows = Release.objects.select_related("project__schema").select_for_update(of=["self"], no_key=True)
    return rows.get(id=release.id)


def _note(release: Release, membership: Membership, kind: str) -> None:
    Event.objects.create(
        project_id=release.project_id, actor=membership.user, kind=kind, detail={"release": release.id}
    )
