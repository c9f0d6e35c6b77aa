"""Giving several answers back at once: those that cannot be are told, the others go."""

from collections.abc import Iterable

from django.db import transaction

from annotate.models import Annotation, Standing, User
from annotate.problems import Problem
from annotate.services.returns import return_answer


def send_back(annotations: Iterable[int], note: str, by: User) -> tuple[int, list[str]]:
    """Return these answers as far as they still stand: how many were, and why others could not be, each once."""
    sent, refused = 0, []
    rows = Annotation.objects.filter(id__in=annotations).select_related("document__project", "author")
    for annotation in rows.order_by("author", "id"):
        if not Standing.objects.filter(current=annotation, state=Standing.State.ANSWERED).exists():
            continue  # changed or sent back meanwhile: it is not what was found
        try:
            with transaction.atomic():
                return_answer(annotation.document, annotation.author, note, by)
            sent += 1
        except Problem as problem:
            refused.append(problem.sentence)
    return sent, list(dict.fromkeys(refused))
