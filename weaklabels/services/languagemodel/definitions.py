"""The definition of a rule that is asked of a language model, as somebody typed it: checked before it is kept."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from annotate.models import Question
from annotate.problems import Invalid, Problem
from weaklabels.languagemodel.endpoint import Endpoint
from weaklabels.languagemodel.prompts import PLACE, folded
from weaklabels.numbers import number_in

LONGEST_PROMPT = 8_000
LONGEST_ANSWER = 100
MOST_CHARACTERS = 100_000
USUAL_CHARACTERS = 4_000


class NotConfigured(Problem):
    """The operator names no language model."""

    status = 409
    kind = "not_configured"

    def __init__(self) -> None:
        super().__init__(
            _(
                "No language model is set up on this server. The operator can name one: LLM_URL and LLM_MODELS."
            )
        )


def endpoint_or_refuse() -> Endpoint:
    """Raises NotConfigured."""
    endpoint = Endpoint.configured()
    if endpoint is None or not endpoint.models:
        raise NotConfigured
    return endpoint


def first_prompt(question: Question) -> dict[str, str]:
    """What the form begins with: each label is meant by its name; of words, how they are to be quoted."""
    labels = list(question.labels.filter(retired_at=None).order_by("id"))
    answers = {f"answer-{label.id}": label.name for label in labels}
    if question.kind != Question.Kind.SPANS:
        return answers
    asked = _(
        "Which words of the text are one of these: %(labels)s? Write a line for each: which it is, a colon, and the "
        "words exactly as they stand in the text. If there are none, write: none"
    )
    names = ", ".join(label.name for label in labels)
    return answers | {"prompt": f"{asked % {'labels': names}}\n\n{PLACE}", "silent": "none"}


def definition_of(question: Question, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of it. Raises Invalid or NotConfigured."""
    endpoint = endpoint_or_refuse()
    if sent.get("model") not in endpoint.models:
        raise Invalid(
            _("Choose one of the models %(models)s.") % {"models": ", ".join(endpoint.models)}, field="model"
        )
    return {
        "prompt": _prompt(str(sent.get("prompt", ""))),
        "model": sent["model"],
        "answers": _answers(question, sent.get("answers", {})),
        "longest": _longest(sent.get("longest") or USUAL_CHARACTERS),
        "most_spent": _most_spent(sent.get("most_spent"), endpoint),
        "marks_words": question.kind == Question.Kind.SPANS,
    }


def _prompt(typed: str) -> str:
    prompt = typed.replace("\r\n", "\n").strip()
    if PLACE not in prompt:
        raise Invalid(
            _("Say in the prompt where the document's text goes: write %(place)s there.") % {"place": PLACE},
            field="prompt",
        )
    if len(prompt) > LONGEST_PROMPT:
        raise Invalid(
            _("A prompt has at most %(most)s characters.") % {"most": LONGEST_PROMPT}, field="prompt"
        )
    return prompt


def _answers(question: Question, sent: Any) -> dict[str, int | None]:
    """Answer -> label id, or None for silence. No two that would be read as the same."""
    if not isinstance(sent, Mapping):
        raise Invalid(_("Say for each answer which label it is."), field="answers")
    if not all(label is None or type(label) is int for label in sent.values()):
        raise Invalid(_("Say for each answer which label it is."), field="answers")
    answers = {str(answer).strip(): label for answer, label in sent.items() if str(answer).strip()}
    living = set(question.labels.filter(retired_at=None).values_list("id", flat=True))
    if not any(label in living for label in answers.values()):
        raise Invalid(_("Say for at least one label by which answer it is meant."), field="answers")
    if not all(label is None or label in living for label in answers.values()):
        raise Invalid(
            _("Choose a label of “%(question)s” that is in use.") % {"question": question.name},
            field="answers",
        )
    if max(map(len, answers)) > LONGEST_ANSWER or "" in map(folded, answers):
        raise Invalid(
            _("An answer is a word or a few, at most %(most)s characters.") % {"most": LONGEST_ANSWER},
            field="answers",
        )
    if question.kind == Question.Kind.SPANS and any(":" in answer for answer in answers):
        raise Invalid(
            _("An answer about marked words holds no colon: behind it stand the words."), field="answers"
        )
    if len(set(map(folded, answers))) < len(answers):
        raise Invalid(_("Two of the answers would be read as the same."), field="answers")
    return answers


def _longest(sent: Any) -> int:
    characters = number_in(str(sent))
    if not 1 <= characters <= MOST_CHARACTERS:
        raise Invalid(
            _("Of each text between 1 and %(most)s characters can be sent.") % {"most": MOST_CHARACTERS},
            field="longest",
        )
    return characters


def _most_spent(sent: Any, endpoint: Endpoint) -> str:
    """As text, so that no cent is lost in JSON."""
    if sent in (None, ""):
        return str(endpoint.most_spent)
    try:
        amount = Decimal(str(sent).replace(",", "."))
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount <= settings.LLM_MOST_SPENT:
        raise Invalid(
            _("This rule may spend between 0 and %(most)s %(currency)s.")
            % {"most": endpoint.most_spent, "currency": endpoint.currency},
            field="most_spent",
        )
    return str(amount)
