"""A name for a rule to which nobody gave one: its label and the words that give it away."""

from collections.abc import Mapping
from typing import Any

from annotate.models import Project, Question
from weaklabels.matching import definitions as d
from weaklabels.services.definitions import read_rule
from weaklabels.services.functions import LONGEST_NAME, MOST_RULES

LONGEST_WORDS = 60  # characters of them
NUMBER = 6  # characters of " (499)"


def name_for(question: Question, definition: Mapping[str, Any], label_id: int | None) -> str:
    """With a number where another rule is called so. Raises Invalid for what is no rule."""
    words = " … ".join(words_of(read_rule(definition).when))[:LONGEST_WORDS]
    label = question.labels.filter(id=label_id).first()
    name = f"{label}: {words}" if label else words
    return free_name(question.project, name[: LONGEST_NAME - NUMBER])


def free_name(project: Project, name: str) -> str:
    taken = set(project.labeling_functions.living().values_list("name", flat=True))
    numbered = (f"{name} ({number})" for number in range(2, MOST_RULES + 3))
    return name if name not in taken else next(free for free in numbered if free not in taken)


def words_of(condition: d.Condition) -> list[str]:
    """What a reader would call the condition by."""
    match condition:
        case d.Keywords(words):
            return list(words[:2])
        case d.Pattern(pattern):
            return [pattern]
        case d.Dictionary(name):
            return [name]
        case d.Near(first, second):
            return [*words_of(first), *words_of(second)]
        case d.Within(when=inner) | d.Not(part=inner):
            return words_of(inner)
        case d.Metadata(field, _comparison, values):
            return [f"{field} = {', '.join(map(str, values[:2]))}"]
        case d.AllOf(parts) | d.AnyOf(parts):
            return [word for part in parts[:3] for word in words_of(part)]
