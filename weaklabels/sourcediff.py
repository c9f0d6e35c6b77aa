"""What changed between two sources, line by line."""

from difflib import unified_diff


def source_diff(before: str, after: str) -> list[str]:
    """The lines of a unified diff with three lines around each change, without the names of files.

    >>> source_diff("a\\nb\\n", "a\\nc\\n")
    ['@@ -1,2 +1,2 @@', ' a', '-b', '+c']
    """
    return list(unified_diff(before.splitlines(), after.splitlines(), lineterm=""))[2:]
