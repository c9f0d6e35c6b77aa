"""Is this the long run, `make soak`? It makes more of what every run makes, and what no change of today can touch."""

import os

import pytest

LONG = os.environ.get("SOAK", "").lower() in {"1", "true", "yes"}
only_when_long = pytest.mark.skipif(not LONG, reason="part of make soak")


def examples(many: int) -> int:
    """How many a property is tried on: in the long run so many, else a third of them. They are others in each run."""
    return many if LONG else many // 3
