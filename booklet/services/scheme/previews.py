"""What a change of the scheme touches, before it is made: counted, with what happens to it and what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.models import Project
from annotate.services.effects import effect_of
from annotate.services.estimates import pace_of
from annotate.services.flaws import flaws_of
from annotate.services.label_use import (
    answers_given_back,
    answers_with,
    gold_to_decide,
    gold_with,
    suggestions_with,
)
from booklet import ports
from booklet.ports import NamesLabel
from booklet.services.scheme import examples
from booklet.services.scheme.plans import Plan
from booklet.services.scheme.transfers import transfer_by

STAYS = gettext_lazy("Stays as it is; it names the label, not its name or place.")
NAMED_ANEW = gettext_lazy(
    "Stay. They carry the new name from now on; files exported before keep the old one."
)

# What happens to it, by the act.
ANSWERS = {
    "rename": NAMED_ANEW,
    "move": gettext_lazy("Stay as they are."),
    "merge": gettext_lazy(
        "Are written anew with the label that stays, by a source of its own. "
        "What was said stays as the revision before."
    ),
    "split": gettext_lazy("Go back to those who gave them, filled in, to choose one of the new labels."),
    "transfer": gettext_lazy(
        "Are written anew with the label where it is now, by a source of its own. "
        "What was said stays as the revision before."
    ),
}
GOLD = {
    "rename": STAYS,
    "move": STAYS,
    "merge": gettext_lazy("Follows: the same decision, in the label that stays."),
    "split": gettext_lazy("Stays with the old label until somebody decides it again."),
    "transfer": gettext_lazy("Follows: the same decision, where the label is now."),
}
SUGGESTIONS = {
    "rename": STAYS,
    "move": STAYS,
    "merge": gettext_lazy("Stay as they were made. New ones say the label that stays."),
    "split": gettext_lazy(
        "Stay as they were made. New ones say the new labels once rules or a model know them."
    ),
    "transfer": gettext_lazy(
        "Stay as they were made. New ones say the label where it is now once rules or a model know it."
    ),
}
RULES = {
    "rename": STAYS,
    "move": STAYS,
    "merge": gettext_lazy("Say the label that stays, each as a new version."),
    "split": gettext_lazy("Still say the old label. Give each one of the new ones."),
    "transfer": gettext_lazy("Say the label where it is now, each as a new rule; the old one is retired."),
}
EXAMPLES = {
    "rename": STAYS,
    "move": STAYS,
    "merge": gettext_lazy("Say the label that stays."),
    "split": gettext_lazy("Still say the old label. Change each."),
    "transfer": gettext_lazy("Say the label where it is now, unless they say something else there already."),
}
PAGES = {
    "rename": gettext_lazy("Keeps its title and text. See whether they still fit."),
    "move": gettext_lazy("Stays where it is in the booklet."),
    "merge": gettext_lazy(
        "Stays. Take over what still holds into the page of the label that stays, then retire it."
    ),
    "split": gettext_lazy("Stays. Write a page for each new label, then retire it."),
    "transfer": gettext_lazy("Belongs to the label where it is now."),
}
MODELS = {
    "rename": STAYS,
    "move": STAYS,
    "merge": gettext_lazy("Learns anew from the answers as they are then."),
    "split": gettext_lazy("Learns anew as answers with the new labels come in."),
    "transfer": gettext_lazy("Learns anew from the answers as they are then."),
}
CODE = gettext_lazy("Is no rule of words: look yourself whether it still says what it should.")


@dataclass(frozen=True)
class Line:
    """One kind of thing that names the labels."""

    name: str | Promise
    count: int
    happens: str | Promise
    places: Sequence[NamesLabel] = ()


@dataclass(frozen=True)
class Preview:
    plan: Plan
    lines: list[Line]
    answers: int
    hours: float = 0.0  # of annotators
    is_measured: bool = False
    seconds: float = 0.0
    flaws: list[str] = field(default_factory=list)
    follows: list[str] = field(default_factory=list)  # in the questions, a sentence each

    def as_text(self) -> str:
        """What is touched, as a list in Markdown."""
        lines = [f"{line.name} ({line.count}): {line.happens}" for line in self.lines if line.count]
        return "\n".join(f"- {line}" for line in [*lines, *self.follows])


def preview_of(project: Project, plan: Plan) -> Preview:
    """What the plan would do to all that names its labels."""
    labels, act = plan.wish.labels, plan.wish.act
    answers, pace = answers_with(project, labels), pace_of(project)
    shown = examples.naming(project, labels)
    back = _given_back(project, plan, answers)
    lines = [
        Line(_("Answers"), answers, ANSWERS[act]),
        *_those_given_back(plan, back),
        Line(_("Documents with gold"), gold_with(project, labels), GOLD[act]),
        *_gold_to_decide(project, plan),
        Line(_("Suggestions"), suggestions_with(project, labels), SUGGESTIONS[act]),
        *_rules_and_models(project, labels, act),
        _pages(project, labels, act),
        Line(_("Examples of the booklet"), len(shown), EXAMPLES[act]),
    ]
    return Preview(
        plan,
        lines,
        answers,
        pace.hours(back),
        pace.is_measured,
        pace.seconds,
        [flaw.sentence for flaw in flaws_of(plan.questions)],
        plan.follows + _asked_of_more(project, plan),
    )


def _given_back(project: Project, plan: Plan, answers: int) -> int:
    """How many answers go back to those who gave them."""
    if plan.other is not None:
        return answers_given_back(project, plan.wish.labels, transfer_by(plan, plan.other))
    return answers if plan.wish.act == "split" else 0


def _those_given_back(plan: Plan, count: int) -> list[Line]:
    if plan.other is None:
        return []
    happens = _(
        "Go back to those who gave them: they said nothing else to “%(here)s”, or something else to “%(other)s”, "
        "which takes one label and keeps the one it has."
    ) % {"here": plan.question["name"], "other": plan.other["name"]}
    if plan.other["kind"] != "choice":
        happens = _("Go back to those who gave them: they said nothing else to “%(here)s”.") % {
            "here": plan.question["name"]
        }
    return [Line(_("Of these"), count, happens)]


def _gold_to_decide(project: Project, plan: Plan) -> list[Line]:
    if plan.other is None:
        return []
    count = gold_to_decide(project, plan.wish.labels, transfer_by(plan, plan.other))
    happens = _(
        "Wait to be decided: nothing else is accepted for “%(here)s”, or something else for “%(other)s”, which takes "
        "one label and keeps the one it has."
    ) % {"here": plan.question["name"], "other": plan.other["name"]}
    if plan.other["kind"] != "choice":
        happens = _("Wait to be decided: nothing else is accepted for “%(here)s”.") % {
            "here": plan.question["name"]
        }
    return [Line(_("Of these"), count, happens)]


def _asked_of_more(project: Project, plan: Plan) -> list[str]:
    """A label that moves takes along the questions that wait for what stands above it."""
    if plan.wish.act != "move":
        return []
    effect = effect_of(project, plan.questions)
    return effect.sentences if effect.required else []


def _rules_and_models(project: Project, labels: Sequence[int], act: str) -> list[Line]:
    rules = [one for users in ports.label_users for one in users.rules(project, labels)]
    models = [one for users in ports.label_users for one in users.models(project, labels)]
    follow = [one for one in rules if one.follows]
    others = [one for one in rules if not one.follows]
    lines = [Line(_("Rules"), len(follow), RULES[act], follow)]
    if others:
        lines.append(Line(_("Rules in code or from files"), len(others), CODE, others))
    return [*lines, Line(_("Models"), len(models), MODELS[act], models)]


def _pages(project: Project, labels: Sequence[int], act: str) -> Line:
    pages = [
        NamesLabel(str(page), reverse("booklet:page", args=[project.slug, page.id]), follows=False)
        for page in project.pages.living().with_text().filter(label__in=labels)
    ]
    return Line(_("Pages of the booklet"), len(pages), PAGES[act], pages)
