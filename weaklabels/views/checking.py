"""Check this rule: one hit after the other, a key each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate.access import is_fragment, require_role
from annotate.models import Membership
from weaklabels.models import Judgement, LabelingFunction, Round
from weaklabels.services.hits import Excerpt, excerpt_of
from weaklabels.services.judging import draw_round, judge, precision_of
from weaklabels.views.roles import WRITERS


@require_POST
def round_list(request: HttpRequest, project_slug: str, function_id: int) -> HttpResponse:
    """Draw hits to judge, or go on with those this expert has begun."""
    membership = require_role(request, project_slug, *WRITERS)
    function = get_object_or_404(LabelingFunction, project=membership.project, id=function_id)
    drawn = draw_round(function, membership.user)
    return redirect("weaklabels:round", project_slug, drawn.id)


@require_GET
@never_cache
def round_page(request: HttpRequest, project_slug: str, round_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *WRITERS)
    shown = get_object_or_404(
        Round.objects.select_related("function__project", "function__question", "version"),
        function__project=membership.project,
        id=round_id,
    )
    return render(request, "weaklabels/round.html", _context(membership, shown))


@require_POST
@never_cache
def verdict_list(request: HttpRequest, project_slug: str, judgement_id: int) -> HttpResponse:
    """Right, wrong or unclear; the answer is the next hit, or the page with it where the form was sent without htmx."""
    membership = require_role(request, project_slug, *WRITERS)
    judgement = get_object_or_404(
        Judgement.objects.select_related("round__function__project", "round__function__question", "function"),
        function__project=membership.project,
        id=judgement_id,
    )
    judge(judgement, request.POST.get("verdict", ""), membership.user)
    if not is_fragment(request):
        return redirect("weaklabels:round", project_slug, judgement.round_id)
    return render(request, "weaklabels/_hit_to_judge.html", _context(membership, judgement.round))


def _context(membership: Membership, shown: Round) -> dict[str, object]:
    judgements = list(shown.judgements.select_related("document", "label"))
    judgement = next((one for one in judgements if not one.verdict), None)
    return {
        "project": membership.project,
        "membership": membership,
        "round": shown,
        "function": shown.function,
        "judgement": judgement,
        "excerpt": _excerpt(shown, judgement),
        "done": sum(1 for one in judgements if one.verdict),
        "count": len(judgements),
        "precision": precision_of(shown.function),
    }


def _excerpt(shown: Round, judgement: Judgement | None) -> Excerpt | None:
    """The text with the words the rule fired on, or the very span that is to be judged."""
    if judgement is None:
        return None
    spans = [] if judgement.start is None or judgement.end is None else [(judgement.start, judgement.end)]
    return excerpt_of(shown.version, judgement.document, spans)
