"""What ids were called when a release was gathered: renamed since, a label is still written as it was."""

from dataclasses import asdict, dataclass
from typing import Any, Self

from annotate.exports.names import Names
from annotate.models import Project


@dataclass(frozen=True)
class Frozen:
    """The names of a release, as JSON keeps them."""

    project: dict[str, str]
    questions: dict[str, str]
    kinds: dict[str, str]
    labels: dict[str, str]
    people: dict[str, str]
    schema: int | None
    guideline: int

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        return cls(**kept)

    @classmethod
    def now(cls, project: Project, *, with_people: bool) -> Self:
        """Whoever answered goes by a number, unless the release shall name them."""
        names = Names.of(project)
        numbered = {user: f"annotator {number}" for number, user in enumerate(sorted(names.people), 1)}
        called = {user: name for user, (_kind, name) in names.people.items()} if with_people else numbered
        return cls(
            {"slug": project.slug, "name": project.name},
            _keyed(names.questions),
            _keyed(names.kinds),
            _keyed(names.labels),
            _keyed(called),
            project.schema.number if project.schema else None,
            project.guideline_version,
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def as_names(self) -> Names:
        """For what reads answers of an export."""
        return Names(
            questions=_by_id(self.questions),
            kinds=_by_id(self.kinds),
            labels=_by_id(self.labels),
            people={user: ("annotator", name) for user, name in _by_id(self.people).items()},
            schemas={},
            phases={},
            sources={},
        )


def _keyed(names: dict[int, str]) -> dict[str, str]:
    return {str(id_): name for id_, name in names.items()}


def _by_id(names: dict[str, str]) -> dict[int, str]:
    return {int(id_): name for id_, name in names.items()}
