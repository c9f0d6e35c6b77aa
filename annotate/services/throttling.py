"""How often may a password be tried? Seldom enough to stop guessing, without locking anybody out.

A user name has MOST_PER_USER wrong tries a WINDOW for all unknown addresses together, and as many for
each address it was signed in from before: whoever guesses elsewhere takes nothing from the people at
home. An address has MOST_PER_ADDRESS for all names it is not known for. What is refused is not
counted, so waiting always ends. A reset link is never slowed down.
"""

from datetime import datetime, timedelta
from math import ceil

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from annotate.models import SignInAttempt, User
from annotate.problems import Problem

WINDOW = timedelta(minutes=15)
MOST_PER_USER = 10
MOST_PER_ADDRESS = 50
FAILURES_KEPT = timedelta(days=1)
KNOWN_FOR = timedelta(days=90)


class TooManyTries(Problem):
    """The password was not even looked at; `retry_seconds` says when it will be."""

    status = 429
    kind = "slow_down"


@transaction.atomic
def count_try(username: str, address: str | None) -> SignInAttempt:
    """Count a try before the password is looked at: tries sent at the same moment are all counted.

    Raises TooManyTries. A user name that does not exist is treated as any other.
    """
    who = _hash_of(username)
    take_turns("sign-in", who.hex(), address or "")
    known = _is_known(who, address)
    if known:
        _check(Q(username_hash=who, address=address, from_known_address=True), MOST_PER_USER)
    else:
        _check(Q(username_hash=who, from_known_address=False), MOST_PER_USER)
        if address:
            _check(Q(address=address, from_known_address=False), MOST_PER_ADDRESS)
    return SignInAttempt.objects.create(username_hash=who, address=address, from_known_address=known)


def count_success(attempt: SignInAttempt) -> None:
    """The password was right: the address is known from now on, and the try is not held against it."""
    attempt.succeeded = True
    attempt.save(update_fields=["succeeded"])
    forget_old_attempts()


@transaction.atomic
def make_known(username: str, address: str | None) -> None:
    """Somebody showed by a one-time link who they are: their address is known without a password."""
    count_success(SignInAttempt.objects.create(username_hash=_hash_of(username), address=address))


def forget_old_attempts() -> None:
    now = timezone.now()
    SignInAttempt.objects.filter(
        Q(at__lt=now - KNOWN_FOR) | Q(at__lt=now - FAILURES_KEPT, succeeded=False)
    ).delete()


def forget_attempts_of(username: str) -> None:
    """Forget where this person signed in from: the person is being erased."""
    SignInAttempt.objects.filter(username_hash=_hash_of(username)).delete()


def _hash_of(username: str) -> bytes:
    """Names are kept hashed under our key: people type passwords into the wrong field.

    Its letters become one form, and small ones by the database, as they do to find the account: it takes İ for i, and
    Python does not. Else one account could be guessed at under several names.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower(%s)", [User.normalize_username(username.strip())])
        name = cursor.fetchone()[0]
    return salted_hmac("annotate.sign-in", name, algorithm="sha256").digest()


def take_turns(what: str, *names: str) -> None:
    """Whoever counts the same waits until this transaction ends: uses at the same moment are all counted."""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{what} {name}"])


def _is_known(who: bytes, address: str | None) -> bool:
    if address is None:
        return False
    before = SignInAttempt.objects.filter(username_hash=who, address=address, succeeded=True)
    return before.filter(at__gt=timezone.now() - KNOWN_FOR).exists()


def _check(whose: Q, most: int) -> None:
    """Raise TooManyTries when `most` of these failed within the window."""
    failures = SignInAttempt.objects.filter(whose, succeeded=False, at__gt=timezone.now() - WINDOW)
    times = failures.order_by("-at").values_list("at", flat=True)[most - 1 : most]
    if times:
        raise _too_many(until=times[0] + WINDOW)


def _too_many(until: datetime) -> TooManyTries:
    seconds = max(1, ceil((until - timezone.now()).total_seconds()))
    minutes = ceil(seconds / 60)
    return TooManyTries(
        ngettext(
            "Too many wrong passwords were tried. Wait %(minutes)s minute and try again, "
            "or ask an administrator for a reset link.",
            "Too many wrong passwords were tried. Wait %(minutes)s minutes and try again, "
            "or ask an administrator for a reset link.",
            minutes,
        )
        % {"minutes": minutes},
        retry_seconds=seconds,
    )
