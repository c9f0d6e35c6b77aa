"""Taking the data out: one snapshot of the database, read in batches, written as a ZIP with a manifest."""

from annotate.exports.wishes import Contents, Form, Wish

__all__ = ["Contents", "Form", "Wish"]
