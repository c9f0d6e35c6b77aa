"""Which schema does a save answer, and is that still good enough?"""

from typing import Any

from django.utils.translation import gettext as _

from annotate.models import Project, Schema
from annotate.problems import Invalid, OutdatedSchema
from annotate.services.conditions import is_asked
from annotate.services.response_checks import LONGEST_TEXT, SCALE
from annotate.services.responses import ResponseAnswer


def schema_for_save(project: Project, schema_id: int, responses: list[ResponseAnswer]) -> Schema:
    """The schema the save names, if what it says still makes sense under the current one.

    Raises OutdatedSchema when a label it uses is gone, a question it answers is gone or of another
    kind, or a required question was added since.
    """
    current = project.schema
    if current is None:
        raise Invalid(_("This project has no published questions yet. An owner must publish them first."))
    if schema_id == current.id:
        return current
    named = Schema.objects.filter(project=project, id=schema_id).first()
    if named is None:
        raise Invalid(_("The save names a schema this project never had. Reload the page."), field="schema")
    if reason := incompatibility(responses, named.questions, current.questions):
        raise OutdatedSchema(
            _(
                "The questions were changed while you worked: %(reason)s Your answer is kept: check it, save again."
            )
            % {"reason": reason},
            schema={"id": current.id, "number": current.number, "questions": current.questions},
        )
    return named


def incompatibility(
    responses: list[ResponseAnswer], answered: list[dict[str, Any]], current: list[dict[str, Any]]
) -> str | None:
    """Why an answer under older questions does not stand under the current ones, or None if it does."""
    now = {question["id"]: question for question in current}
    said = {response.question: response for response in responses}
    known_before = {question["id"] for question in answered}
    for question in current:
        is_new = question["required"] and question["id"] not in known_before
        if is_new and is_asked(question, current, said):
            return _("“%(name)s” was added.") % {"name": question["name"]}
    for response in responses:
        if response.state != "answered":
            continue
        question = now.get(response.question)
        if question is None:
            return _("a question you answered is no longer asked.")
        if reason := _why_unfit(response, question):
            return reason
    return None


def _why_unfit(response: ResponseAnswer, question: dict[str, Any]) -> str | None:
    name = question["name"]
    used = {
        *response.labels,
        *(span.label for span in response.spans),
        *(relation.label for relation in response.relations),
    }
    if not used <= {label["id"] for label in question["labels"]}:
        return _("a label you used in “%(name)s” was retired.") % {"name": name}
    if len(response.text) > question.get("longest", LONGEST_TEXT):
        return _("what you wrote for “%(name)s” is longer than it may be now.") % {"name": name}
    scale = SCALE | question.get("scale", {})
    if response.rating is not None and not scale["least"] <= response.rating <= scale["most"]:
        return _("“%(name)s” has another scale now.") % {"name": name}
    return None
