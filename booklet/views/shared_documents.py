"""What stands beside a document that is shared: chosen, written by hand, or the document taken out again."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from annotate.access import require_role
from annotate.models import Membership, Question
from annotate.problems import Invalid, Problem
from annotate.roles import Role
from booklet.models import SharedDocument
from booklet.services.sayings import Saying, questions_of
from booklet.services.shares.documents import set_output
from booklet.views.example_forms import asked, says_in

MOST_LINES = 60


@require_http_methods(["GET", "POST"])
@never_cache
def document(request: HttpRequest, project_slug: str, share_id: int, shown_id: int) -> HttpResponse:
    """A document of a share with what stands beside it; with POST, that is changed."""
    membership = require_role(request, project_slug, Role.OWNER)
    shown = _shown(membership, share_id, shown_id)
    problem, says, lines = None, shown.says, _lines_of(shown)
    if request.method == "POST":
        form = request.POST
        try:
            says, lines = says_in(form, membership), _lines_in(form, membership)
            set_output(shown, form.get("output", ""), says + _marked(membership, shown, lines))
            return redirect("booklet:share", project_slug, share_id)
        except Problem as refused:
            problem, shown.output = refused, form.get("output", "")
    questions = [
        {"asked": one, "lines": lines.get(one.question["id"], "")}
        for one in asked(questions_of(membership.project), shown.document, says, [], None)
    ]
    context = {
        "project": membership.project,
        "membership": membership,
        "share": shown.share,
        "shown": shown,
        "outputs": SharedDocument.Output.choices,
        "questions": questions,
        "problem": problem,
    }
    return render(request, "booklet/shared_document.html", context, status=problem.status if problem else 200)


@require_POST
def removal_list(request: HttpRequest, project_slug: str, share_id: int, shown_id: int) -> HttpResponse:
    """The document is no longer shown; it stays a document of the project."""
    membership = require_role(request, project_slug, Role.OWNER)
    _shown(membership, share_id, shown_id).delete()
    return redirect("booklet:share", project_slug, share_id)


def _shown(membership: Membership, share_id: int, shown_id: int) -> SharedDocument:
    shown = SharedDocument.objects.filter(share__project=membership.project, share=share_id)
    return get_object_or_404(shown.select_related("document", "share__project__schema"), id=shown_id)


def _questions_of_marks(membership: Membership) -> list[dict]:
    return [one for one in questions_of(membership.project) if one["kind"] == Question.Kind.SPANS]


def _lines_of(shown: SharedDocument) -> dict[int, str]:
    """Marks as they are typed: a line each, “label: words”."""
    lines = {}
    for question in questions_of(shown.share.project):
        names = {label["id"]: label["name"] for label in question.get("labels", [])}
        spans = next(
            (one["content"].get("spans", []) for one in shown.says if one["question"] == question["id"]), []
        )
        lines[question["id"]] = "\n".join(
            f"{names[span['label']]}: {shown.document.text[span['start'] : span['end']]}"
            for span in spans
            if span["label"] in names
        )
    return lines


def _lines_in(form: QueryDict, membership: Membership) -> dict[int, str]:
    return {one["id"]: form.get(f"marks-{one['id']}", "") for one in _questions_of_marks(membership)}


def _marked(membership: Membership, shown: SharedDocument, lines: dict[int, str]) -> list[Saying]:
    """What the lines mark. Raises Invalid."""
    return [
        {"question": one["id"], "content": {"spans": _spans(one, shown.document.text, lines[one["id"]])}}
        for one in _questions_of_marks(membership)
        if lines[one["id"]].strip()
    ]


def _spans(question: dict, text: str, lines: str) -> list[dict[str, int]]:
    labels = {label["name"].casefold(): label["id"] for label in question["labels"]}
    spans = []
    for line in [line.strip() for line in lines.splitlines() if line.strip()][:MOST_LINES]:
        name, colon, words = line.partition(":")
        label, words = labels.get(name.strip().casefold()), words.strip()
        if not colon or label is None or not words:
            raise Invalid(
                _("“%(line)s” does not begin with a label and a colon. Labels: %(labels)s.")
                % {"line": line[:60], "labels": ", ".join(one["name"] for one in question["labels"][:20])},
                field=f"marks-{question['id']}",
            )
        start = text.find(words)
        if start < 0:
            raise Invalid(
                _("“%(words)s” does not stand in the text. Copy the words from it.") % {"words": words[:60]},
                field=f"marks-{question['id']}",
            )
        spans.append({"start": start, "end": start + len(words), "label": label})
    return spans
