"""Answers in their wire form: as supervisors read everybody's, and as an annotator reads and sends their own."""

from typing import Any

from rest_framework import serializers

from annotate.models import Document, Response, Standing, User
from annotate.services.annotations import answer_of


class SpanSerializer(serializers.Serializer):
    start = serializers.IntegerField(min_value=0, help_text="In Unicode code points.")
    end = serializers.IntegerField(min_value=1, help_text="Exclusive.")
    label = serializers.IntegerField()


class RelationSerializer(serializers.Serializer):
    to = SpanSerializer()
    label = serializers.IntegerField()

    def get_fields(self) -> dict[str, serializers.Field]:
        """With “from”, which cannot be an attribute in Python."""
        return {"from": SpanSerializer(help_text="A span of the same answer."), **super().get_fields()}


class ResponseSerializer(serializers.Serializer):
    question = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Response.State)
    labels = serializers.ListField(child=serializers.IntegerField())
    spans = SpanSerializer(many=True)
    relations = RelationSerializer(many=True, required=False)
    text = serializers.CharField(required=False)
    rating = serializers.IntegerField(required=False)


class AnswerSerializer(serializers.Serializer):
    key = serializers.UUIDField()
    schema = serializers.IntegerField()
    saved_at = serializers.DateTimeField()
    withdrawn = serializers.BooleanField()
    responses = ResponseSerializer(many=True)


class AnnotationSerializer(AnswerSerializer):
    id = serializers.IntegerField()
    author = serializers.CharField(help_text="The user name; for an import, the name of its source.")
    from_source = serializers.BooleanField(help_text="The author is a source, not a person.")
    is_current = serializers.BooleanField()
    occasion = serializers.CharField()
    replaces = serializers.UUIDField(allow_null=True)
    active_ms = serializers.IntegerField()
    extra = serializers.BooleanField(help_text="Came when the document wanted no more answers.")


def annotations_of(document: Document, *, with_history: bool) -> list[dict[str, Any]]:
    """The document's current answers, or all that were ever saved, in the order they were."""
    annotations = document.annotations.select_related("author", "replaces").order_by("id")
    pointers = Standing.objects.filter(document=document, current__isnull=False)
    current = set(pointers.values_list("current", flat=True))
    return [
        {
            **answer_of(annotation),
            "id": annotation.id,
            "author": _name(annotation.author),
            "from_source": annotation.author.is_source,
            "is_current": annotation.id in current,
            "occasion": annotation.occasion,
            "replaces": str(annotation.replaces.key) if annotation.replaces else None,
            "active_ms": annotation.active_ms,
            "extra": annotation.is_extra,
        }
        for annotation in annotations
        if with_history or annotation.id in current
    ]


def _name(author: User) -> str:
    return author.name if author.is_source else author.username
