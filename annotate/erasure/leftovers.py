"""What is left of erased words outside the rows themselves. Removed after the commit that let go of them."""

from django.db import connection

from annotate import files
from annotate.erasure.holders import OF_DOCUMENT, OF_PERSON
from annotate.models import Document, Import, Job, StoredFile, User

ERASED_FROM = [Document, Import, Job, StoredFile, User, *(holder.model for holder in OF_DOCUMENT + OF_PERSON)]


def remove_bytes() -> int:
    """Remove the bytes of all files that no row names any more, however young."""
    return files.sweep(older_than_seconds=0)


def forget_samples() -> None:
    """Take the planner's statistics anew: they keep samples of what stands in a column."""
    tables = sorted({connection.ops.quote_name(model._meta.db_table) for model in ERASED_FROM})
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")
