"""Changing the scheme: labels renamed, merged, moved or split, with a preview, as one decision that can be undone."""
