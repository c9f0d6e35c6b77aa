"""Models that are not ours: what they say of the audit documents, beside what ours says of the same ones."""
