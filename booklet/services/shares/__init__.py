"""Showing a project early, to people without an account: what is shown, the link, its visitors and their words."""
