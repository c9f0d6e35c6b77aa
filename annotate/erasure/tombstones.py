"""What stands where something was erased: a hash under our secret key.

Whoever has the text can ask whether it was erased, and an import that brings it again is refused. Whoever
has only the database cannot find it out by guessing: the key is not in it.
"""

import hashlib

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

# The same in SQL, for an import to recognise what was erased. %(erasure_key)s is `key()`.
ERASED_ID = "'erased ' || encode(sha256(%(erasure_key)s || convert_to({id}, 'UTF8')), 'hex')"
ERASED_SHA256 = "sha256(%(erasure_key)s || {sha256})"


def key() -> bytes:
    return salted_hmac("annotate.erasure", "", algorithm="sha256").digest()


def erased_id(external_id: str) -> str:
    return f"erased {hashlib.sha256(key() + external_id.encode()).hexdigest()}"


def erased_sha256(sha256: bytes) -> bytes:
    return hashlib.sha256(key() + sha256).digest()


def cannot_come_back(external_id: str | None) -> str:
    """What is said where somebody brings again what was erased."""
    if external_id is None:
        return _("This text was erased from this project. It cannot come back.")
    return _("The document “%(id)s” was erased from this project. It cannot come back.") % {"id": external_id}
