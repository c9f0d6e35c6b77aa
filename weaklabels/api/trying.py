"""What a rule would hit, how well all of them do, what a language model says, and all of it as a file."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import jobs
from annotate.api.access import Scope, refuse_unknown_parameters, require_member
from annotate.api.jobs import JobSerializer
from annotate.api.parsing import checked
from annotate.problems import Conflict, Invalid
from weaklabels.api.forms import (
    AskingWish,
    FiguresSerializer,
    RulePreviewSerializer,
    RulePreviewWish,
    RulesExportWish,
    figures_of,
)
from weaklabels.api.rules import WRITING, Kind, function_of, id_of, object_of, question_of
from weaklabels.exports.running import EXPORT
from weaklabels.services.figures import board_of
from weaklabels.services.functions import ASKED_BY_RULES
from weaklabels.services.languagemodel.running import start_asking
from weaklabels.services.previewing import preview_of
from weaklabels.views.roles import DECIDERS, READERS, WRITERS


@extend_schema(
    operation_id="rule_preview",
    summary="What a rule would hit; nothing is kept",
    request=RulePreviewWish,
    responses=RulePreviewSerializer,
)
@api_view(["POST"])
def preview_list(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, (Scope.READ, WRITING), *WRITERS)
    sent = checked(RulePreviewWish, request.data)
    question = question_of(membership, sent["question"])
    if not question.labels.filter(id=id_of(sent["label"]), retired_at=None).exists():
        raise Invalid(
            _("Choose a label of “%(question)s” that is in use.") % {"question": question.name}, field="label"
        )
    found = preview_of(question, object_of(sent["definition"]), sent["label"])
    figures = found.figures
    body = {
        "documents": figures.documents,
        "is_sample": found.is_sample,
        "hits": figures.hits,
        "right": figures.right,
        "wrong": figures.wrong,
        "contradicted": figures.contradicted,
        "warning": found.warning,
        "shown": [
            {
                "document": hit.document_id,
                "id": hit.name,
                "right": hit.right,
                "contradicted": hit.contradicted,
            }
            for hit in found.hits
        ],
    }
    return Response(body)


@extend_schema(
    operation_id="rule_figures",
    summary="The tables of all rules, question by question",
    responses=FiguresSerializer(many=True),
)
@api_view(["GET"])
def figures(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.READ, *READERS)
    refuse_unknown_parameters(request)
    questions = membership.project.questions.filter(retired_at=None, kind__in=ASKED_BY_RULES).order_by("id")
    return Response([figures_of(board_of(question)) for question in questions])


@extend_schema(
    operation_id="rule_export",
    summary="Start an export of what the rules say",
    description="Hard and soft labels and the label matrix. The answer is its job, as of any export.",
    request=RulesExportWish,
    responses={202: JobSerializer},
)
@api_view(["POST"])
def export_list(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.EXPORT, *DECIDERS)
    form = checked(RulesExportWish, request.data)["form"]
    job = jobs.start(EXPORT, project=membership.project, owner=membership.user, arguments={"form": form})
    return Response(JobSerializer(job).data, status=202)


@extend_schema(
    operation_id="rule_ask",
    summary="Ask the language model",
    description="First about 20 documents, then about all that are left. It may cost money.",
    request=AskingWish,
    responses={202: JobSerializer},
)
@api_view(["POST"])
def asking_list(request: Request, project_slug: str, function_id: int) -> Response:
    membership = require_member(request, project_slug, WRITING, *WRITERS)
    function = function_of(membership, function_id)
    if function.kind != Kind.LANGUAGE_MODEL:
        raise Conflict(_("This rule asks no language model."))
    about = checked(AskingWish, request.data)["about"]
    job = start_asking(function, membership.user, sample=about == "sample")
    return Response(JobSerializer(job).data, status=202)
