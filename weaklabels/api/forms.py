"""How rules are written down in JSON, out and in."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotate.api.parsing import StrictSerializer
from annotate.exports import Form
from weaklabels.models import FunctionVersion, LabelingFunction, VoteUpload
from weaklabels.services.definitions import in_words

Kind = LabelingFunction.Kind
WRITTEN_HERE = [Kind.DECLARATIVE, Kind.PYTHON, Kind.LANGUAGE_MODEL]  # what was uploaded is uploaded again


@extend_schema_field({"type": "object", "additionalProperties": {}})
class Definition(serializers.JSONField):
    """A rule's own form, by its kind: docs/api.md."""


class VersionSerializer(serializers.ModelSerializer):
    definition = Definition(read_only=True)
    author = serializers.IntegerField(source="author_id", read_only=True)
    sentence = serializers.SerializerMethodField(help_text="What it does, in words.")

    class Meta:
        model = FunctionVersion
        fields = ["number", "definition", "label", "author", "made_at", "restores", "sentence"]
        read_only_fields = fields

    def get_sentence(self, version: FunctionVersion) -> str:
        return in_words(version)


class ColumnSerializer(serializers.Serializer):
    """How far its votes are."""

    documents = serializers.IntegerField(source="seen", help_text="It has looked at so many documents.")
    hits = serializers.IntegerField(help_text="It says something of so many.")
    error = serializers.CharField(help_text="Why it could not go on; empty if it could.")


class FunctionSerializer(serializers.ModelSerializer):
    version = VersionSerializer(source="now", read_only=True)
    votes = ColumnSerializer(source="now.column", read_only=True)

    class Meta:
        model = LabelingFunction
        fields = [
            "id",
            "question",
            "kind",
            "name",
            "guideline",
            "created_by",
            "created_at",
            "retired_at",
            "version",
            "votes",
        ]
        read_only_fields = fields


def bodies_of(functions: "QuerySet[LabelingFunction]") -> list[dict[str, Any]]:
    """The rules with what each says now, read in two queries however many there are."""
    found = list(functions.with_newest())
    newest = FunctionVersion.objects.select_related("function", "label", "column").in_bulk(
        [function.newest_id for function in found]
    )
    for function in found:
        function.now = newest[function.newest_id]
    return list(FunctionSerializer(found, many=True).data)


class FunctionWish(StrictSerializer):
    """All of a rule: what is left out is empty."""

    name = serializers.CharField(max_length=200)
    guideline = serializers.CharField(required=False, default="", allow_blank=True)
    definition = Definition(
        help_text="By kind: the rule language's JSON; {source}; {prompt, model, answers, …}."
    )
    label = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="What a rule written without code says."
    )


class NewFunction(FunctionWish):
    question = serializers.IntegerField()
    kind = serializers.ChoiceField(
        choices=[(str(kind), kind.label) for kind in WRITTEN_HERE], default="declarative"
    )


class ChangedFunction(FunctionWish):
    base = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        help_text="The version you changed: refused with 409 if another is newer.",
    )


class RulePreviewWish(StrictSerializer):
    question = serializers.IntegerField()
    definition = Definition(help_text="Of a rule written without code.")
    label = serializers.IntegerField()


class RuleRestoration(StrictSerializer):
    number = serializers.IntegerField(help_text="Of the version to bring back.")


class AskingWish(StrictSerializer):
    about = serializers.ChoiceField(
        choices=["sample", "all"], help_text="20 documents, or all that are left."
    )


class RulesExportWish(StrictSerializer):
    form = serializers.ChoiceField(choices=Form, default=Form.JSONL)


class RulePreviewHit(serializers.Serializer):
    document = serializers.IntegerField()
    id = serializers.CharField()
    right = serializers.BooleanField(allow_null=True, help_text="On gold, where there is some to look at.")
    contradicted = serializers.BooleanField()


class RulePreviewSerializer(serializers.Serializer):
    documents = serializers.IntegerField()
    is_sample = serializers.BooleanField()
    hits = serializers.IntegerField()
    right = serializers.IntegerField()
    wrong = serializers.IntegerField()
    contradicted = serializers.IntegerField()
    warning = serializers.CharField()
    shown = RulePreviewHit(many=True)


class RightOfSerializer(serializers.Serializer):
    right = serializers.IntegerField()
    of = serializers.IntegerField()


class FunctionFigures(serializers.Serializer):
    rule = serializers.IntegerField()
    version = serializers.IntegerField()
    hits = serializers.IntegerField()
    coverage = serializers.FloatField()
    overlapping = serializers.IntegerField(allow_null=True)
    conflicting = serializers.IntegerField(allow_null=True)
    alone = serializers.IntegerField(allow_null=True)
    checked = RightOfSerializer(help_text="By experts, of its present hits.")
    held_out = RightOfSerializer(help_text="Of its hits with held-out gold.")
    authoring = RightOfSerializer(help_text="Of its hits with gold that authors may have written it by.")
    newer = serializers.IntegerField(help_text="Documents that came since, where it looks only on demand.")
    lift = serializers.FloatField(allow_null=True)
    trust = serializers.FloatField(allow_null=True)
    loss_without = serializers.FloatField(allow_null=True)


class FiguresSerializer(serializers.Serializer):
    question = serializers.IntegerField()
    documents = serializers.IntegerField()
    label_model = serializers.CharField(allow_null=True, help_text="In use; null: not weighed yet.")
    weighed_at = serializers.DateTimeField(allow_null=True)
    covered = serializers.IntegerField(allow_null=True)
    conflicting = serializers.IntegerField(allow_null=True)
    labels_without_rule = serializers.ListField(child=serializers.IntegerField())
    rules = FunctionFigures(many=True)


@extend_schema_field({"type": ["object", "null"], "additionalProperties": {}})
class Report(serializers.JSONField):
    """What the check found: lines, columns, values, problems."""


class VoteUploadSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="file.name", read_only=True)
    report = Report(read_only=True, help_text="Null until it is checked.")

    class Meta:
        model = VoteUpload
        fields = ["id", "name", "question", "state", "report", "job", "created_by", "created_at"]
        read_only_fields = fields


class VoteUploadWish(StrictSerializer):
    name = serializers.CharField(max_length=200, help_text="What the file is called, with its ending.")
    question = serializers.IntegerField()


class KeepingWish(StrictSerializer):
    columns = serializers.DictField(
        child=serializers.CharField(),
        required=False,
        help_text="Column: name of the rule.",
    )
    labels = serializers.DictField(
        child=serializers.IntegerField(allow_null=True),
        required=False,
        help_text="Value: label, or null for silence.",
    )
    adding = serializers.BooleanField(
        required=False,
        help_text="Rules that are there go on saying what they said of documents the file does not name.",
    )


def figures_of(board: Any) -> dict[str, Any]:
    """A question's table of rules."""
    fit, row = board.fit, board.project_row
    return {
        "question": board.question.id,
        "documents": board.documents,
        "label_model": fit.label_model if fit else None,
        "weighed_at": fit.made_at if fit else None,
        "covered": row.get("covered"),
        "conflicting": row.get("conflicting"),
        "labels_without_rule": [label.id for label in board.unsaid],
        "rules": [_figures_of_row(row) for row in board.rows],
    }


def _figures_of_row(row: Any) -> dict[str, Any]:
    figures = row.figures
    counted = ("overlapping", "conflicting", "alone", "trust", "loss_without")
    return {
        "rule": row.function.id,
        "version": row.version.number,
        "hits": row.votes,
        "coverage": row.coverage,
        "checked": {"right": row.checked.right, "of": row.checked.of},
        "held_out": {"right": row.held_out.right, "of": row.held_out.of},
        "authoring": {"right": row.authoring.right, "of": row.authoring.of},
        "newer": row.newer,
        "lift": row.lift,
        **{name: figures.get(name) for name in counted},
    }
