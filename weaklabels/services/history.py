"""The versions of a rule, each with what it changed, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from weaklabels.models import FunctionVersion, LabelingFunction
from weaklabels.services.definitions import differences, in_words
from weaklabels.sourcediff import source_diff


@dataclass(frozen=True)
class ShownVersion:
    version: FunctionVersion
    sentence: str
    changes: Sequence[str]
    diff: Sequence[str] = ()  # of what is code, line by line


def versions_of(function: LabelingFunction) -> list[ShownVersion]:
    """The newest first."""
    versions = list(function.versions.select_related("author", "label").order_by("-number"))
    earlier: list[FunctionVersion | None] = [*versions[1:], None]
    return [
        ShownVersion(
            version, in_words(version), differences(before, version) if before else [], _diff(before, version)
        )
        for version, before in zip(versions, earlier, strict=True)
    ]


def _diff(before: FunctionVersion | None, after: FunctionVersion) -> list[str]:
    if before is None or "source" not in after.definition:
        return []
    return source_diff(before.definition["source"], after.definition["source"])
