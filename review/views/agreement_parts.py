"""How far do they agree over time, in phases and batches? Of everybody, of two alone, and two by two in one part."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from annotate.access import require_role
from annotate.models import Project, Question, Standing, User
from annotate.problems import Invalid
from review.agreement import ENOUGH
from review.registration import READERS
from review.services.answers import has_groups
from review.services.comparing import KINDS, compare
from review.services.counters.columns import MOST_READ
from review.services.counters.slicing import BATCH, PHASE, WEEK
from review.services.overlap import Which
from review.services.parts import MOST_PARTS, Pair, Parts, pairs_of, parts_of
from review.views.agreement import comparable, number_in, page_of, question_in

ASKED = ("question", "one", "other", "kind", "part")
KINDS_OF_PARTS = (WEEK, PHASE, BATCH)


@require_GET
@never_cache
def agreement_parts(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Over time, in phases and batches, and beside suggestions."""
    membership = require_role(request, project_slug, *READERS)
    questions = list(comparable(membership.project))
    context = page_of(membership) | {"questions": questions}
    if not questions:
        return render(request, "review/agreement_parts.html", context)
    question, pair = question_in(membership.project, request.GET), pair_in(membership.project, request.GET)
    parts = parts_of(question, Which.INDEPENDENT, ids_of(pair))
    context |= {
        "question": question,
        "pair": pair,
        "address": urlencode({name: request.GET[name] for name in ASKED if name in request.GET}),
        "parts": parts,
        "has_parts": question.kind in KINDS,
        "most": MOST_PARTS,
        "most_read": MOST_READ,
        "has_groups": has_groups(membership.project),
        "enough": ENOUGH,
    }
    if not pair:
        beside = (Which.INDEPENDENT, Which.SUGGESTED)
        context["beside"] = [(which, compare(question, which)) for which in beside]
        context["leads"] = {kind: kind for kind in KINDS_OF_PARTS}
        context["inside"] = _inside(question, parts, request.GET)
    return render(request, "review/agreement_parts.html", context)


def pair_in(project: Project, form: QueryDict) -> list[User]:
    """Two who have had a document of the project, by their names; nobody where nobody is asked for."""
    ids = {number_in(form, "one"), number_in(form, "other")} - {0}
    if not ids:
        return []
    here = Standing.objects.filter(project=project, annotator__in=ids).values("annotator")
    found = sorted(User.objects.filter(id__in=here), key=str)
    if len(found) != 2:
        raise Http404
    return found


def ids_of(pair: list[User]) -> Pair | None:
    return (pair[0].id, pair[1].id) if pair else None


def part_in(form: QueryDict) -> tuple[str, int] | None:
    """A kind of part and its number. Raises Invalid."""
    kind = form.get("kind", "")
    if kind and kind not in KINDS_OF_PARTS:
        raise Invalid(
            _("“%(kind)s” is no part. Choose one of: %(allowed)s.")
            % {"kind": kind[:50], "allowed": ", ".join(KINDS_OF_PARTS)},
            field="kind",
        )
    return (kind, number_in(form, "part")) if kind else None


def _inside(question: Question, parts: Parts | None, form: QueryDict) -> dict[str, object] | None:
    """Two by two in the part that is asked for. Raises Invalid or Http404."""
    asked = part_in(form)
    if asked is None or parts is None:
        return None
    part = parts.named(*asked)
    if part is None:
        raise Http404
    return {
        "kind": asked[0],
        "part": part,
        "pairs": pairs_of(question, Which.INDEPENDENT, *asked),
        "most": MOST_READ if part.headline.figure.count >= MOST_READ else None,
    }
