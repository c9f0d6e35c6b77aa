"""The versions of a rule, each with what it changed, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from weaklabels.models import FunctionVersion, LabelingFunction
from weaklabels.services.definitions import differences, in_words


@dataclass(frozen=True)
class ShownVersion:
    version: FunctionVersion
    sentence: str
    changes: Sequence[str]


def versions_of(function: LabelingFunction) -> list[ShownVersion]:
    """The newest first."""
    versions = list(function.versions.select_related("author", "label").order_by("-number"))
    earlier: list[FunctionVersion | None] = [*versions[1:], None]
    return [
        ShownVersion(version, in_words(version), differences(before, version) if before else [])
        for version, before in zip(versions, earlier, strict=True)
    ]
