"""Guessing is slowed down; nobody is locked out of their own account."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotate.models import SignInAttempt, User
from annotate.services.throttling import (
    MOST_PER_ADDRESS,
    MOST_PER_USER,
    TooManyTries,
    count_success,
    count_try,
)

pytestmark = pytest.mark.django_db
HOME, ELSEWHERE = "192.0.2.1", "203.0.113.9"


def try_often(times, username="olga", address=ELSEWHERE):
    """Wrong passwords, one after the other. Returns how many were looked at."""
    looked_at = 0
    for number in range(times):
        try:
            count_try(username, address(number) if callable(address) else address)
            looked_at += 1
        except TooManyTries:
            pass
    return looked_at


def grow_older(by):
    for attempt in SignInAttempt.objects.all():
        attempt.at -= by
        attempt.save()


def test_of_a_thousand_guesses_from_one_address_ten_are_looked_at():
    assert try_often(1000) == MOST_PER_USER == 10


def test_of_a_thousand_guesses_from_200_addresses_ten_are_looked_at():
    assert try_often(1000, address=lambda number: f"203.0.113.{number % 200}") == MOST_PER_USER


def test_a_name_that_does_not_exist_is_treated_alike(owner):
    assert try_often(30, "olga") == try_often(30, "nobody") == MOST_PER_USER


def test_whoever_guesses_elsewhere_takes_nothing_from_the_people_at_home():
    count_success(count_try("olga", HOME))
    try_often(200, address=lambda number: f"203.0.113.{number}")
    assert count_try("olga", HOME).from_known_address


def test_at_a_known_address_guesses_are_slowed_down_too():
    count_success(count_try("olga", HOME))
    assert try_often(100, address=HOME) == MOST_PER_USER


def test_the_wait_ends_although_guessing_goes_on():
    try_often(50)
    with pytest.raises(TooManyTries) as refusal:
        count_try("olga", HOME)
    assert 0 < refusal.value.details["retry_seconds"] <= 15 * 60
    assert "Wait 15 minutes" in refusal.value.sentence
    grow_older(timedelta(minutes=15))
    count_try("olga", HOME)


def test_one_address_cannot_try_a_password_on_everybody():
    assert sum(try_often(1, f"person-{number}") for number in range(200)) == MOST_PER_ADDRESS


def test_an_address_full_of_guesses_is_still_home_to_those_who_live_there():
    count_success(count_try("olga", HOME))
    for number in range(200):
        try_often(1, f"person-{number}", HOME)
    count_try("olga", HOME)


def test_signing_in_often_is_not_guessing():
    for _ in range(3 * MOST_PER_USER):
        count_success(count_try("olga", HOME))


def test_names_are_the_same_in_any_case_and_kept_only_as_a_hash():
    assert try_often(8, "olga") + try_often(8, " OLGA") == MOST_PER_USER
    assert b"olga" not in bytes(SignInAttempt.objects.first().username_hash)


def test_failures_are_forgotten_after_a_day_and_known_addresses_after_90():
    try_often(3)
    count_success(count_try("olga", HOME))
    grow_older(timedelta(days=2))
    count_success(count_try("ada", HOME))
    assert not SignInAttempt.objects.filter(succeeded=False).exists()
    assert count_try("olga", HOME).from_known_address
    SignInAttempt.objects.update(at=timezone.now() - timedelta(days=91))
    assert not count_try("olga", HOME).from_known_address


def test_a_name_written_with_other_letters_that_open_the_same_account_is_the_same_name(stranger):
    """The database takes a Turkish İ for an i when it looks the account up."""
    User.objects.create_user("livia")
    assert User.objects.get_by_natural_key("lİvİa")
    try_often(MOST_PER_USER, "livia")
    assert try_often(1, "lİvİa", HOME) == try_often(1, "ｌｉｖｉａ", HOME) == 0
