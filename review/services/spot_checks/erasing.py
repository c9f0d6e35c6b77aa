"""What a check holds of a document or a person, taken out; what was counted stays."""

from django.db.models import Case, F, JSONField, Value, When

from annotate.models import Document, User
from review.models import SampledAnswer, SpotCheck

# Labels and offsets say nothing without the text; what the checker wrote as an answer goes.
WITHOUT_TEXT = Case(When(own__has_key="text", then=Value({"text": ""}, JSONField())), default=F("own"))


def erase_text(document: Document) -> int:
    return SampledAnswer.objects.filter(annotation__document=document).update(own=WITHOUT_TEXT, note="")


def erase_person(person: User) -> int:
    notes = SampledAnswer.objects.filter(checker=person).update(note="")
    reasons = SpotCheck.objects.filter(abandoned_by=person).update(abandoned_because="")
    return notes + reasons + SpotCheck.objects.filter(made_by=person).update(purpose="")
