"""What an erasure leaves of a release: the document is built no more, and what it was known by is forgotten.

A hash of files that held a text could tell whoever has the text that it was there. The next build states the hashes
of the rest.
"""

from django.db.models import Q

from annotate.models import Document, User
from booklet.models import Decision, Example
from review.models import Release

FORGOTTEN = {"files": {}, "archive_sha256": "", "archive": None}


def erase_text(document: Document) -> int:
    """How many releases held the document, or words of it in their booklet."""
    held = Q(documents__document=document)
    for example in Example.objects.filter(document=document).values_list("id", flat=True):
        held |= Q(booklet__examples__contains=[example])
    for decision in Decision.objects.filter(inquiries__document=document).values_list("id", flat=True):
        held |= Q(booklet__decisions__contains=[decision])
    ids = list(Release.objects.filter(held, project=document.project_id).values_list("id", flat=True))
    return Release.objects.filter(id__in=ids).update(**FORGOTTEN)


def erase_person(person: User) -> int:
    """Where releases name their annotators, this one goes by the tombstone."""
    named = list(Release.objects.filter(wish__with_names=True, names__people__has_key=str(person.id)))
    for release in named:
        release.names["people"][str(person.id)] = f"erased-{person.id}"
        release.files, release.archive_sha256, release.archive = {}, "", None
    return Release.objects.bulk_update(named, ["names", *FORGOTTEN])
