"""What can be wrong with a request, as sentences. A view raises or catches these; `answer()` speaks them."""

from typing import Any

from django.http import JsonResponse


class Problem(Exception):
    """Something the caller can mend: what is wrong, what is allowed, what to do."""

    status = 422
    kind = "invalid"

    def __init__(self, sentence: str, **details: Any) -> None:
        super().__init__(sentence)
        self.sentence = str(sentence)
        self.details = details

    def answer(self) -> JsonResponse:
        return JsonResponse({"error": self.sentence, "kind": self.kind, **self.details}, status=self.status)


class Invalid(Problem):
    """The content breaks a rule; `field` says where."""


class Conflict(Problem):
    status = 409


class StaleAnnotation(Conflict):
    """The save was made on top of an answer that is no longer the current one."""

    kind = "stale"


class KeyReused(Conflict):
    """The key of the save already belongs to another save."""

    kind = "key_reused"


class NotLent(Conflict):
    """The document was never lent to this annotator."""

    kind = "not_lent"


class Erased(Problem):
    """The document is gone for good, by an owner's decision."""

    status = 410
    kind = "erased"


class OutdatedSchema(Conflict):
    """The save answers a schema that later publications made incompatible."""

    kind = "schema"
