"""An interview ends: its findings become a page of the booklet, and what it named stands on the experts' map."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from annotate.models import Event, Membership, User
from annotate.problems import Conflict, Invalid
from annotate.services.projects import lock_project
from booklet.maps.nodes import ROOT
from booklet.models import Interview, MindMap, Page
from booklet.services.interviews.findings import Concept, Findings, findings_of
from booklet.services.maps import MOST_LINKS, as_json, map_of, save_map, tree_at
from booklet.services.pages import Edit, make_page


def draft_of(findings: Findings) -> Edit:
    """What the page says if nobody changes it. What was said of documents is shown live, and goes when they go."""
    interview = findings.interview
    title = _("Interview with %(name)s, %(day)s") % {
        "name": interview.stakeholder,
        "day": date_format(timezone.localdate(interview.begun_at), "SHORT_DATE_FORMAT"),
    }
    title = "".join(sign for sign in title if sign not in "[]{}")[:120]
    parts = [
        _("We asked %(name)s: *%(question)s*")
        % {"name": interview.stakeholder, "question": interview.question},
        f"{{{{interview: {interview.number}}}}}",
        "## " + _("What follows from it"),
        _("(What will we do differently? Which label, rule or page changes?)"),
    ]
    return Edit(title, "\n\n".join(parts) + "\n")


@transaction.atomic
def end_interview(
    membership: Membership, interview: Interview, edit: Edit, concepts: Collection[str]
) -> Page:
    """Make the page, and put these concepts on the map: both or nothing. Raises Invalid or Conflict."""
    lock_project(membership.project)
    interview = (
        Interview.objects.select_for_update(of=["self"]).select_related("project").get(id=interview.id)
    )
    if interview.ended_at:
        raise Conflict(_("This interview is over: its findings are in the booklet."))
    findings = findings_of(interview)
    if not findings.shares[0].judged:
        raise Invalid(_("Nobody has said of a document whether it is usable. Go through some of them first."))
    page = make_page(membership.project, edit, membership.user)
    wished = [one for one in findings.new_concepts if one.name in concepts]
    if wished:
        _draw(membership, interview, page, wished)
    interview.ended_at, interview.page = timezone.now(), page
    interview.save(update_fields=["ended_at", "page"])
    _note(interview, membership.user, len(wished))
    return page


def _draw(membership: Membership, interview: Interview, page: Page, concepts: list[Concept]) -> None:
    """A node for the interview, linked to its page, and below it one for each concept, linked to its documents."""
    found = map_of(membership.project, MindMap.Kind.CONCEPTS)
    current = found.current if found else None
    nodes = as_json(tree_at(membership.project, current))
    top = f"i{interview.id}"
    nodes.append(_node(top, ROOT, page.title, [("page", page.id)]))
    for number, concept in enumerate(concepts, start=1):
        links = [("document", document.id) for document in concept.documents[:MOST_LINKS]]
        nodes.append(_node(f"{top}-{number}", top, concept.name, links))
    save_map(membership, MindMap.Kind.CONCEPTS, nodes, current.number if current else 0)


def _node(one: str, parent: str, text: str, links: list[tuple[str, int]]) -> dict[str, Any]:
    return {
        "id": one,
        "parent": parent,
        "text": text,
        "links": [{"kind": kind, "id": id_} for kind, id_ in links],
    }


def _note(interview: Interview, by: User, nodes: int) -> None:
    Event.objects.create(
        project_id=interview.project_id,
        actor=by,
        kind="interview ended",
        detail={"interview": interview.number, "page": interview.page_id, "nodes": nodes},
    )
