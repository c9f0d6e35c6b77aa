"""Erasing a document or a person: every word of it, everywhere, and nothing else.

The one sanctioned exception from "append-only". Rows, ids, counts and offsets stay; what they say of a text
or name a person by is replaced by a tombstone. docs/erasing.md says it to people.
"""

from annotate.erasure.documents import erase_document
from annotate.erasure.files import containing_jobs
from annotate.erasure.people import check_may_erase, erase_person
from annotate.erasure.tombstones import ERASED_ID

__all__ = ["ERASED_ID", "check_may_erase", "containing_jobs", "erase_document", "erase_person"]
