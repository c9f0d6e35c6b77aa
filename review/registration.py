"""What review adds to the apps below it."""

from django.utils.translation import gettext_lazy as _

from annotate import ports
from annotate.roles import Role
from review.services.spot_checks.demo import add_spot_check
from review.services.spot_checks.erasing import erase_person, erase_text

READERS = (Role.SUPERVISOR, Role.OWNER)
OUR_OWN_WORDS = "a word of ours from a fixed list"

ACCOUNTED_FOR = {
    "review_sampledanswer.note": "erased with the document and with its checker",
    "review_sampledanswer.own": "erased with the document; the rest is ids and numbers",
    "review_sampledanswer.own_state": OUR_OWN_WORDS,
    "review_sampledanswer.verdict": OUR_OWN_WORDS,
    "review_spotcheck.abandoned_because": "erased with the person who gave it up",
    "review_spotcheck.batch": "ids and numbers",
    "review_spotcheck.kind": OUR_OWN_WORDS,
    "review_spotcheck.outcome": OUR_OWN_WORDS,
    "review_spotcheck.parts": "ids and numbers",
    "review_spotcheck.purpose": "erased with the person who made it",
    "review_spotcheck.split_by": OUR_OWN_WORDS,
    "review_spotcheck.wished": "ids and dates",
}


def register() -> None:
    ports.navigation.append(ports.NavigationEntry(_("Review"), "review:agreement", frozenset(READERS)))
    ports.text_erasers.append(erase_text)
    ports.person_erasers.append(erase_person)
    ports.demo_parts.append(add_spot_check)
    ports.accounted_for.update(ACCOUNTED_FOR)
