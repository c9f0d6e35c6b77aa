"""The booklet of one moment: kept as ids of what never changes, and written as files at any time after."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from annotate.models import Project
from booklet.maps.outline import outline
from booklet.models import Decision, Example, MapRevision, Page, Revision
from booklet.services.maps import tree_at
from booklet.services.tree import Branch, tree_of
from booklet.text.folders import slug

Kept = dict[str, Any]


def booklet_now(project: Project) -> Kept:
    """Its pages in the order of the tree, its examples and its decisions."""
    examples = project.examples.living().filter(document__withdrawn_at=None, document__erased_at=None)
    return {
        "version": project.guideline_version,
        "pages": [page for branch in tree_of(project) for page in _pages(branch, 1)],
        "examples": list(examples.order_by("number").values_list("id", flat=True)),
        "decisions": list(project.decisions.order_by("number").values_list("id", flat=True)),
        "maps": [
            {"kind": one.kind, "revision": one.current_id}
            for one in project.maps.exclude(current=None).order_by("kind")
        ],
    }


def booklet_files(kept: Kept, labels: Mapping[int, str], questions: Mapping[int, str]) -> dict[str, bytes]:
    """A Markdown file a page and a map, with the labels as they were called; examples without erased documents."""
    return _written(kept, labels, questions) | _maps(kept, labels)


def _written(kept: Kept, labels: Mapping[int, str], questions: Mapping[int, str]) -> dict[str, bytes]:
    revisions = Revision.objects.in_bulk([page["revision"] for page in kept.get("pages", [])])
    files, index = {}, []
    for place, page in enumerate(kept.get("pages", []), 1):
        revision = revisions[page["revision"]]
        name = f"pages/{place:03}-{slug(revision.title)}.md"
        files[name] = f"# {revision.title}\n\n{revision.text}\n".encode()
        index.append(
            {
                "file": name,
                "title": revision.title,
                "revision": revision.number,
                "level": page["level"],
                "kind": page["kind"],
                "label": labels.get(page["label"], ""),
            }
        )
    if not index:
        return {}
    files["index.json"] = orjson.dumps(
        {"version": kept["version"], "pages": index}, option=orjson.OPT_INDENT_2
    )
    examples = Example.objects.filter(id__in=kept["examples"], document__erased_at=None)
    decisions = Decision.objects.filter(id__in=kept["decisions"]).order_by("number")
    more = {
        "examples.md": _examples(
            examples.select_related("document").order_by("number"), kept, labels, questions
        ),
        "decisions.md": "\n".join(_decision(one) for one in decisions),
    }
    return files | {name: text.encode() for name, text in more.items() if text}


def _maps(kept: Kept, labels: Mapping[int, str]) -> dict[str, bytes]:
    """Outlines with the labels and pages that nodes are linked to; what else they are linked to is not kept."""
    maps = kept.get("maps", [])
    if not maps:
        return {}
    names = {("page", page): title for page, title in _titles(kept).items()}
    names |= {("label", label): name for label, name in labels.items()}
    known = MapRevision.objects.select_related("map__project")
    revisions = known.in_bulk([one["revision"] for one in maps])
    trees = {one["kind"]: revisions[one["revision"]] for one in maps}
    return {
        f"map-{kind}.md": outline(tree_at(revision.map.project, revision), names).encode()
        for kind, revision in trees.items()
    }


def _titles(kept: Kept) -> dict[int, str]:
    """Of the pages as they stood."""
    revisions = [page["revision"] for page in kept["pages"]]
    return dict(Revision.objects.filter(id__in=revisions).values_list("page_id", "title"))


def _pages(branch: Branch[Page], level: int) -> list[Kept]:
    page = branch.page
    own = {
        "page": page.id,
        "revision": page.current_id,
        "level": level,
        "kind": page.kind,
        "label": page.label_id,
    }
    return [own, *(one for below in branch.below for one in _pages(below, level + 1))]


def _examples(
    examples: Iterable[Example], kept: Kept, labels: Mapping[int, str], questions: Mapping[int, str]
) -> str:
    titles = _titles(kept)
    return "\n".join(
        _example(example, titles.get(example.page_id, ""), labels, questions) for example in examples
    )


def _example(example: Example, title: str, labels: Mapping[int, str], questions: Mapping[int, str]) -> str:
    """The passage as a quote, what is right, and why."""
    text = example.document.text
    quote = "\n".join(f"> {line}" for line in text[example.start : example.end].splitlines())
    right = [
        f"* {questions[saying['question']]}: {_said(saying['content'], text, labels)}"
        for saying in example.says
    ]
    head = f"## {example.number}. {title}: {example.kind}"
    return "\n\n".join([head, quote, "\n".join(right), example.reasoning]) + "\n"


def _said(content: Mapping[str, Any], text: str, labels: Mapping[int, str]) -> str:
    if "spans" in content:
        marks = [(text[one["start"] : one["end"]], labels[one["label"]]) for one in content["spans"]]
        return ", ".join(f"“{quote}” {label}" for quote, label in marks)
    return ", ".join(labels[label] for label in content.get("labels", []))


def _decision(decision: Decision) -> str:
    said = [decision.context, decision.decision, decision.consequences]
    return f"# {decision.number}. {decision.title}\n\n" + "\n\n".join(part for part in said if part) + "\n"
