"""What annotators are called before somebody who decides between them: by name, or by a letter that hides it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import ascii_uppercase

from django.utils.translation import gettext as _

from annotate.models import Membership, Project, User
from review.models import AdjudicatorSettings


@dataclass(frozen=True)
class Names:
    """`of` names the annotators of one document. Hidden, the same person has another letter on the next one."""

    project: Project
    people: Mapping[int, User]
    are_hidden: bool

    def of(self, document_id: int, annotators: Iterable[int]) -> dict[int, str]:
        if not self.are_hidden:
            return {person: str(self.people[person]) for person in annotators}
        mixed = sorted(annotators, key=lambda person: self._place(document_id, person))
        return {
            person: _("Annotator %(letter)s") % {"letter": letter_of(n)} for n, person in enumerate(mixed)
        }

    def _place(self, document_id: int, person: int) -> bytes:
        """Stable for a document, and known to nobody who does not know the project's seed."""
        told = f"{self.project.seed} {document_id} {person}"
        return hashlib.sha256(told.encode()).digest()


def letter_of(place: int) -> str:
    """A to Z, then A2 to Z2.

    >>> letter_of(0), letter_of(25), letter_of(26)
    ('A', 'Z', 'A2')
    """
    round_number, letter = divmod(place, len(ascii_uppercase))
    return ascii_uppercase[letter] + (str(round_number + 1) if round_number else "")


def hides_names(membership: Membership) -> bool:
    return AdjudicatorSettings.objects.filter(membership=membership, hides_names=True).exists()


def set_names_hidden(membership: Membership, hidden: bool) -> None:
    AdjudicatorSettings.objects.update_or_create(membership=membership, defaults={"hides_names": hidden})


def names_for(membership: Membership, annotators: Iterable[int]) -> Names:
    """As this member wants to see them."""
    people = User.objects.in_bulk(set(annotators))
    return Names(membership.project, people, hides_names(membership))
