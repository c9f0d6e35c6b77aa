"""What is imported by workers only: that lets each of them count what is new for agreement."""

from review.services.counters import clock  # noqa: F401
