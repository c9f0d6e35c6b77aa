"""The two mind maps: read, edited in the browser, printed, and taken away as a picture or an outline."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate.access import require_role
from annotate.models import Membership
from annotate.problems import Invalid
from annotate.views.workbench import json_body
from booklet import ports
from booklet.maps.drawing import drawing
from booklet.maps.nodes import ROOT, Tree
from booklet.models import MapRevision, MindMap
from booklet.services.map_links import find, links_of, targets_of, unlabelled_nodes, unplaced_labels, visible
from booklet.services.maps import (
    LONGEST_NODE,
    MOST_NODES,
    as_json,
    map_of,
    outline_of,
    restore_map,
    save_map,
    tree_at,
)
from booklet.text.differences import rows_of
from booklet.views.forms import whole
from booklet.views.roles import WRITERS

LONGEST_QUERY = 100
ON_ONE_SHEET = 60  # nodes; a larger map is printed branch by branch


@require_GET
@never_cache
def mind_map(request: HttpRequest, project_slug: str, map_kind: str) -> HttpResponse:
    """One of the maps, to be read, or edited by who may write."""
    membership = require_role(request, project_slug)
    revision = _newest(membership, map_kind)
    tree = _tree(membership, revision)
    may_write = membership.has(*WRITERS)
    boot = {
        **_state(membership, map_kind, revision, tree),
        "nodes": as_json(tree),
        "may_write": may_write,
        "user": membership.user_id,
        "kinds": {kind.code: str(kind.name) for kind in ports.map_links},
        "most": MOST_NODES,
        "longest": LONGEST_NODE,
    }
    context = {
        **_shell(membership, map_kind, revision),
        "boot": boot,
        "outline": outline_of(membership, tree),
    }
    return render(request, "booklet/map.html", context)


@require_POST
@never_cache
def revision_list(request: HttpRequest, project_slug: str, map_kind: str) -> HttpResponse:
    """Save the map on top of the revision it was begun with. Overlaps are refused with both."""
    membership = require_role(request, project_slug, *WRITERS)
    kind = _kind(map_kind)
    body = json_body(request)
    base = body.get("base")
    if type(base) is not int or not 0 <= base < 2**31:
        raise Invalid(_("“base” must be the number of the revision you began with."), field="base")
    revision = save_map(membership, kind, body.get("nodes"), base)
    tree = _tree(membership, revision)
    return JsonResponse({**_state(membership, kind, revision, tree), "nodes": as_json(tree)})


@require_GET
@never_cache
def target_list(request: HttpRequest, project_slug: str, map_kind: str) -> HttpResponse:
    """What a node can be linked to under this name."""
    membership = require_role(request, project_slug, *WRITERS)
    _kind(map_kind)
    words = " ".join(request.GET.get("q", "")[:LONGEST_QUERY].replace("\0", "").split())
    targets = [{"kind": kind.code, **vars(target)} for kind, target in find(membership, words)]
    return JsonResponse({"targets": targets})


@require_GET
@never_cache
def history(request: HttpRequest, project_slug: str, map_kind: str) -> HttpResponse:
    """Every revision, and what changed between two of them, as outlines side by side."""
    membership = require_role(request, project_slug)
    newest = _newest(membership, map_kind)
    kept = newest.map.revisions.select_related("author") if newest else MapRevision.objects.none()
    revisions = list(kept.defer("nodes"))  # there may be thousands, and two of their maps are shown
    after = kept.filter(number=whole(request.GET.get("to"))).first() or newest
    before = kept.filter(number=whole(request.GET.get("from"), after.number - 1 if after else 0)).first()
    texts = [outline_of(membership, _tree(membership, one)) if one else "" for one in (before, after)]
    context = {
        **_shell(membership, map_kind, newest),
        "revisions": revisions,
        "before": before,
        "after": after,
        "rows": rows_of(*texts),
    }
    return render(request, "booklet/map_history.html", context)


@require_POST
def restoration_list(request: HttpRequest, project_slug: str, map_kind: str) -> HttpResponse:
    membership = require_role(request, project_slug, *WRITERS)
    form = request.POST
    restore_map(membership, _kind(map_kind), whole(form.get("number")), whole(form.get("base")))
    messages.success(request, _("The map holds again what it held then."))
    return redirect("booklet:map", project_slug, map_kind)


@require_GET
@never_cache
def printed(request: HttpRequest, project_slug: str, map_kind: str) -> HttpResponse:
    """The map on paper: whole where it fits one sheet, else a sheet for each branch."""
    membership = require_role(request, project_slug)
    revision = _newest(membership, map_kind)
    tree = _tree(membership, revision)
    starts = [ROOT] if len(tree.nodes) <= ON_ONE_SHEET else tree.below.get(ROOT, [])
    context = {**_shell(membership, map_kind, revision), "drawings": [drawing(tree, one) for one in starts]}
    return render(request, "booklet/map_printed.html", context)


@require_GET
@never_cache
def picture(request: HttpRequest, project_slug: str, map_kind: str) -> HttpResponse:
    membership = require_role(request, project_slug)
    tree = _tree(membership, _newest(membership, map_kind))
    return _file(drawing(tree), "image/svg+xml", f"{project_slug}-{map_kind}.svg")


@require_GET
@never_cache
def outlined(request: HttpRequest, project_slug: str, map_kind: str) -> HttpResponse:
    membership = require_role(request, project_slug)
    tree = _tree(membership, _newest(membership, map_kind))
    return _file(
        outline_of(membership, tree), "text/markdown; charset=utf-8", f"{project_slug}-{map_kind}.md"
    )


def _file(content: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _kind(map_kind: str) -> str:
    if map_kind not in MindMap.Kind.values:
        raise Http404(_("A project has two maps: “concepts” and “model”."))
    return map_kind


def _newest(membership: Membership, map_kind: str) -> MapRevision | None:
    found = map_of(membership.project, _kind(map_kind))
    return found.current if found else None


def _tree(membership: Membership, revision: MapRevision | None) -> Tree:
    return visible(membership, tree_at(membership.project, revision))


def _state(membership: Membership, kind: str, revision: MapRevision | None, tree: Tree) -> dict[str, Any]:
    """What the editor shows beside the nodes: names of what they are linked to, and what is missing."""
    targets = targets_of(membership, links_of(tree))
    without_label = unlabelled_nodes(membership, tree) if kind == MindMap.Kind.CONCEPTS else []
    return {
        "number": revision.number if revision else 0,
        "targets": [{"kind": link[0], **vars(target)} for link, target in targets.items()],
        "unlabelled": [node.id for node in without_label],
        "unplaced": [{"kind": "label", **vars(target)} for target in unplaced_labels(membership, tree)],
    }


def _shell(membership: Membership, kind: str, revision: MapRevision | None) -> dict[str, Any]:
    return {
        "project": membership.project,
        "membership": membership,
        "kind": kind,
        "title": MindMap.Kind(kind).label,
        "maps": MindMap.Kind.choices,
        "revision": revision,
        "may_write": membership.has(*WRITERS),
    }
