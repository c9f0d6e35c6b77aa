"""Asking a published model: a batch of texts in, labels and how sure the model is out."""

from collections.abc import Sequence
from typing import Any

import orjson
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request

from annotate.api.access import Scope, require_member
from annotate.api.parsing import StrictSerializer, checked
from annotate.models import Question
from weaklabels.models import ModelRun
from weaklabels.services.learning.predicting import (
    LONGEST_TEXT,
    MOST_TEXTS,
    Prediction,
    names_under,
    predict,
)
from weaklabels.services.learning.publishing import asked_for
from weaklabels.services.learning.spans.showing import Found, find_words
from weaklabels.services.learning.throttling import count_request
from weaklabels.views.roles import ASKERS


class TextsField(serializers.ListField):
    """A list of texts, looked at as a whole where it is in order: a thousand fields cost more than a model's answer."""

    def run_child_validation(self, data: list[Any]) -> list[str]:
        """What is no text of allowed length is worded by the field of the one it is."""
        if all(type(text) is str and len(text) <= LONGEST_TEXT for text in data):
            return data
        return super().run_child_validation(data)


class PredictWish(StrictSerializer):
    texts = TextsField(
        child=serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=LONGEST_TEXT),
        min_length=1,
        max_length=MOST_TEXTS,
        help_text="1 to 1,000 texts; of a question for words at most 400,000 characters together.",
    )
    question = serializers.IntegerField(
        required=False, help_text="Needed where models of several questions are published."
    )
    version = serializers.IntegerField(
        required=False, min_value=1, help_text="A published version; without it the newest."
    )


class Chance(serializers.Serializer):
    label = serializers.CharField()
    chance = serializers.FloatField()


class FoundSpan(serializers.Serializer):
    start = serializers.IntegerField(help_text="In Unicode code points.")
    end = serializers.IntegerField(help_text="The first code point behind it.")
    label = serializers.CharField()
    confidence = serializers.FloatField(allow_null=True, help_text="Null where the model cannot say.")


class PredictionSerializer(serializers.Serializer):
    labels = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="The labels the model gives."
    )
    confidence = serializers.FloatField(
        required=False, help_text="How probable it holds them to be right, 0 to 1."
    )
    chances = Chance(many=True, required=False, help_text="The ten likeliest labels.")
    spans = FoundSpan(many=True, required=False, help_text="Of a question for words, in place of the others.")


class PredictReply(serializers.Serializer):
    question = serializers.IntegerField()
    version = serializers.IntegerField()
    run = serializers.IntegerField(help_text="The training that is asked, by its number on the model page.")
    predictions = PredictionSerializer(many=True)


@extend_schema(
    operation_id="predict",
    summary="Ask a published model",
    description="The answers come in the order of the texts. A version, once published, always answers the same.",
    request=PredictWish,
    responses=PredictReply,
)
@api_view(["POST"])
def predict_list(request: Request, project_slug: str) -> HttpResponse:
    membership = require_member(request, project_slug, Scope.PREDICT, *ASKERS)
    count_request(membership.project, membership.user)
    wish = checked(PredictWish, request.data)
    version = asked_for(membership.project, wish.get("question"), wish.get("version"))
    reply = {
        "question": version.question_id,
        "version": version.version,
        "run": version.run.number,
        "predictions": _predictions(version.run, wish["texts"], membership.project.schema_id),
    }
    return HttpResponse(orjson.dumps(reply), content_type="application/json")


def _predictions(run: ModelRun, texts: Sequence[str], schema_id: int | None) -> list[dict[str, object]]:
    if run.question.kind != Question.Kind.SPANS:
        names = names_under(run, run.made_at, schema_id)
        return [_said(one) for one in predict(run, texts, names)]
    return [{"spans": [_span(span) for span in found]} for found in find_words(run, texts)]


def _span(found: Found) -> dict[str, object]:
    return {"start": found.start, "end": found.end, "label": found.label.name, "confidence": found.sure}


def _said(prediction: Prediction) -> dict[str, object]:
    return {
        "labels": prediction.labels,
        "confidence": prediction.confidence,
        "chances": [{"label": label, "chance": chance} for label, chance in prediction.chances],
    }
