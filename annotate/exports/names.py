"""What the ids in an export are called: questions, labels, people, schemas, phases."""

from collections.abc import Iterable
from dataclasses import dataclass

from annotate.models import Project, Source, User
from annotate.models.annotations import Annotation
from annotate.models.schemas import Label


@dataclass(frozen=True)
class Names:
    """The names of a project's things, as they are now."""

    questions: dict[int, str]
    kinds: dict[int, str]
    labels: dict[int, str]
    people: dict[int, tuple[str, str]]  # user id -> ("annotator" or "source", name)
    schemas: dict[int, int]  # schema id -> number
    phases: dict[int, str]
    sources: dict[int, str]
    takes_variation: bool = False  # then records say how the answers are distributed

    @classmethod
    def of(cls, project: Project) -> "Names":
        questions = list(project.questions.order_by("id"))
        labels = Label.objects.filter(question__project=project).values_list("id", "name")
        return cls(
            questions=dict(
                zip(
                    [question.id for question in questions],
                    unique_names(question.name for question in questions),
                    strict=True,
                )
            ),
            kinds={question.id: question.kind for question in questions},
            labels=dict(labels),
            people=people_of(project),
            schemas=dict(project.schemas.values_list("id", "number")),
            phases=dict(project.phases.values_list("id", "name")),
            sources=dict(project.sources.values_list("id", "name")),
            takes_variation=project.takes_variation,
        )


def people_of(project: Project) -> dict[int, tuple[str, str]]:
    """Everybody who ever answered or decided in the project. A source goes by its own name.

    Where a member has that name, by another: an import takes two answers under one name for those of one person.
    """
    sources = dict(Source.objects.filter(project=project).order_by("id").values_list("user_id", "name"))
    members = User.objects.filter(memberships__project=project).values_list("id", "username")
    others = User.objects.filter(
        id__in=Annotation.objects.filter(project=project).order_by().values("author").distinct()
    )
    everybody = {**dict(members), **dict(others.values_list("id", "username"))}
    people = {user_id: name for user_id, name in everybody.items() if user_id not in sources}
    names = unique_names([*people.values(), *sources.values()])
    kinds = ["annotator"] * len(people) + ["source"] * len(sources)
    return dict(zip([*people, *sources], zip(kinds, names, strict=True), strict=True))


def unique_names(names: Iterable[str]) -> list[str]:
    """Each name once: a second "Tone" is called "Tone (2)".

    >>> unique_names(["Tone", "Names", "Tone", "Tone (2)"])
    ['Tone', 'Names', 'Tone (2)', 'Tone (2) (2)']
    """
    taken: dict[str, None] = {}
    for wish in names:
        name, count = wish, 1
        while name in taken:
            count += 1
            name = f"{wish} ({count})"
        taken[name] = None
    return list(taken)
