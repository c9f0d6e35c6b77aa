"""Reading a document's history in a template."""

from django import template
from django.utils.translation import gettext_lazy as _

from annotate.documents.history import History, Said
from annotate.models import Annotation, Event, Gold, Suggestion

register = template.Library()

# What events are called; the database keeps the short name.
TOLD = {
    "answered": _("answered"),
    "answer withdrawn": _("withdrew the answer"),
    "answer returned": _("returned an answer"),
    "answer rewritten": _("wrote an answer anew under changed labels"),
    "skipped": _("skipped it"),
    "assigned": _("assigned it"),
    "taken back": _("took it back"),
    "handed over": _("handed it over"),
    "document withdrawn": _("withdrew the document"),
    "document restored": _("restored the document"),
    "hold ended": _("put it back into the queue"),
    "flag resolved": _("resolved a flag"),
    "question asked": _("asked a question"),
    "question answered": _("answered a question"),
    "gold decided": _("made an answer gold"),
    "gold contested": _("contested what is gold"),
    "return contested": _("contested that it was returned"),
    "another answer wanted": _("asked for one more answer"),
    "example made": _("made it an example of the booklet"),
    "example changed": _("changed the example"),
    "example retired": _("took the example out of the booklet"),
    "example brought back": _("brought the example back"),
}


@register.filter
def said_by(history: History, row: Annotation | Gold | Suggestion) -> list[Said]:
    """What this answer, gold or suggestion says."""
    return history.said.get(f"{row._meta.model_name}-{row.id}", [])


@register.filter
def told(event: Event) -> str:
    """An event in words; one we have no words for by its own name."""
    return str(TOLD.get(event.kind, event.kind))
