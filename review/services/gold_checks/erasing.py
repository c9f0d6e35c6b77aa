"""What an erased document or person leaves of a contest: that there was one, without its words."""

from annotate.models import Document, User
from review.models import Contest


def erase_text(document: Document) -> int:
    """How many rows were touched."""
    return Contest.objects.filter(document=document).update(reason="")


def erase_person(person: User) -> int:
    return Contest.objects.filter(contested_by=person).update(reason="")
