"""Votes made elsewhere: a file is read, shown as what it would become, and kept as rules, one a column."""
