"""What an erased document or person leaves among the decisions: who decided what stays, without the words beside it."""

from annotate.models import Document, User
from review.models import Adjudication


def erase_text(document: Document) -> int:
    """How many rows were touched."""
    return Adjudication.objects.filter(document=document).update(comment="")


def erase_person(person: User) -> int:
    """What was written by them, and to them."""
    about_them = Adjudication.objects.filter(returned_to__contains=[person.id])
    own = Adjudication.objects.filter(decided_by=person)
    return (own | about_them).update(comment="")
