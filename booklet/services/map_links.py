"""What nodes of a map are linked to: found by name, and shown by the name it has now.

A link to a label stays what it was. Where the label was merged or answers another question now, the one that stands for
it is shown, until that is taken back; of one that is simply gone the node says so.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.models import Document, Label, Membership
from annotate.models.queueing import Pool
from annotate.roles import Role
from booklet import ports
from booklet.maps.nodes import Link, Node, Tree, linked, unlabelled, without_links
from booklet.models import Page
from booklet.ports import LinkKind, Target
from booklet.services.scheme.labels import followers_of

MOST_FOUND = 12
SEE_DOCUMENTS = frozenset({Role.EXPERT, Role.SUPERVISOR, Role.OWNER})


def visible(membership: Membership, tree: Tree) -> Tree:
    """The map as this member may read it: a label beside a document is an answer, so not everybody sees which."""
    for kind in ports.map_links:
        if not membership.has(*kind.roles):
            tree = without_links(tree, kind.code)
    return tree


def targets_of(membership: Membership, links: Iterable[Link]) -> dict[Link, Target]:
    """What is linked to, as far as it is this project's: one query a kind, however many there are."""
    asked: dict[str, set[int]] = defaultdict(set)
    for kind, target in links:
        asked[kind].add(target)
    return {
        (kind.code, target.id): target
        for kind in ports.map_links
        if asked[kind.code]
        for target in kind.show(membership, asked[kind.code])
    }


def links_of(tree: Tree) -> set[Link]:
    return {link for node in tree.nodes.values() for link in node.links}


def find(membership: Membership, words: str) -> list[tuple[LinkKind, Target]]:
    """What can be linked to under this name, some of each kind."""
    return [
        (kind, target)
        for kind in ports.map_links
        if membership.has(*kind.roles)
        for target in kind.find(membership, words)[:MOST_FOUND]
    ]


def unplaced_labels(membership: Membership, tree: Tree) -> list[Target]:
    """Labels in use that no node is linked to."""
    followers = followers_of(membership.project)
    there = {followers.get(label, label) for label in linked(tree, "label")}
    labels = _in_use(membership).exclude(id__in=there)
    return [_label(membership, label) for label in labels.order_by("question", "id")]


def unlabelled_nodes(membership: Membership, tree: Tree) -> list[Node]:
    """Concepts without a label, or whose label is gone."""
    followers = followers_of(membership.project)
    now = {label: followers.get(label, label) for label in linked(tree, "label")}
    in_use = set(_in_use(membership).filter(id__in=now.values()).values_list("id", flat=True))
    return unlabelled(without_links(tree, "label", {old for old, new in now.items() if new not in in_use}))


def _labels(membership: Membership) -> QuerySet[Label]:
    return Label.objects.filter(question__project=membership.project_id).select_related("page", "question")


def _in_use(membership: Membership) -> QuerySet[Label]:
    return _labels(membership).filter(retired_at=None, question__retired_at=None)


def _label(membership: Membership, label: Label, named_by: int | None = None) -> Target:
    """`named_by`: the label a link names, for which this one stands."""
    page = getattr(label, "page", None)
    address = _address(membership, "booklet:page", page.id) if page else ""
    is_gone = label.retired_at or label.question.retired_at
    name = _("%(name)s (no longer in use)") % {"name": label.name} if is_gone else label.name
    return Target(named_by or label.id, name, address)


def _find_labels(membership: Membership, words: str) -> list[Target]:
    found = _in_use(membership).filter(name__icontains=words).order_by("name", "id")
    return [_label(membership, label) for label in found[:MOST_FOUND]]


def _show_labels(membership: Membership, ids: Collection[int]) -> list[Target]:
    followers = followers_of(membership.project)
    now = {one: followers.get(one, one) for one in ids}
    labels = _labels(membership).in_bulk(set(now.values()))
    return [_label(membership, labels[label], one) for one, label in now.items() if label in labels]


def _page(membership: Membership, page: Page) -> Target:
    return Target(page.id, page.title, _address(membership, "booklet:page", page.id))


def _find_pages(membership: Membership, words: str) -> list[Target]:
    found = membership.project.pages.living().with_text().filter(current__title__icontains=words)
    return [_page(membership, page) for page in found.order_by("current__title")[:MOST_FOUND]]


def _show_pages(membership: Membership, ids: Collection[int]) -> list[Target]:
    return [_page(membership, page) for page in membership.project.pages.with_text().filter(id__in=ids)]


def _documents(membership: Membership) -> QuerySet[Document]:
    """Those that can be shown to people: nothing of the audit pool is."""
    documents = Document.objects.filter(project=membership.project_id, erased_at=None)
    return documents.exclude(queue_row__pool=Pool.AUDIT).only("id", "external_id")


def _document(membership: Membership, document: Document) -> Target:
    name = document.external_id or _("document %(id)s") % {"id": document.id}
    return Target(document.id, name, _address(membership, "annotate:document", document.id))


def _find_documents(membership: Membership, words: str) -> list[Target]:
    """The one of this id, or the first: a look at the beginnings of a million ids would take a second."""
    there = _documents(membership).filter(withdrawn_at=None)
    by_number = Q(id=int(words)) if words.isdecimal() and len(words) < 10 else Q()
    found = there.filter(Q(external_id=words) | by_number) if words else there.order_by("id")
    return [_document(membership, document) for document in found[:MOST_FOUND]]


def _show_documents(membership: Membership, ids: Collection[int]) -> list[Target]:
    return [_document(membership, document) for document in _documents(membership).filter(id__in=ids)]


def _address(membership: Membership, name: str, target: int) -> str:
    return reverse(name, args=[membership.project.slug, target])


KINDS = [
    LinkKind("label", gettext_lazy("label"), _find_labels, _show_labels),
    LinkKind("page", gettext_lazy("page"), _find_pages, _show_pages),
    LinkKind("document", gettext_lazy("document"), _find_documents, _show_documents, SEE_DOCUMENTS),
]
