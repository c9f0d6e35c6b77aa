"""The suspicious labels of a question that still stand, with the reasons in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Left
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.models import Document, Gold, Label, Membership, Question, Standing
from annotate.models.queueing import Pool
from annotate.numbers import number_format
from review.models import Referral, Suspicion, SuspicionRun
from review.services.disagreements.naming import names_for
from review.services.disagreements.queue import sees_audit

A_PAGE = 50
PARTED = (Question.Kind.CHOICES, Question.Kind.SPANS)  # an answer says several things
EXCERPT = 240


@dataclass(frozen=True)
class Only:
    """One label that was given, or one annotator; 0 is any."""

    label: int = 0
    annotator: int = 0


@dataclass(frozen=True)
class Row:
    suspicion: Suspicion
    document: Document
    excerpt: str
    is_cut: bool
    by: str  # whose answer; "" of gold
    label: Label | None
    step: int
    quote: str  # of a mark
    reasons: list[str]


def newest_run(question: Question) -> SuspicionRun | None:
    return SuspicionRun.objects.filter(question=question).select_related("made_by").first()


def standing_suspicions(membership: Membership, run: SuspicionRun, only: Only) -> QuerySet[Suspicion]:
    """Those whose answer or gold still holds and waits for nobody: neither sent back nor sent to adjudication."""
    current = Standing.objects.filter(
        document=OuterRef("document"), current=OuterRef("annotation"), occasion="work", state="answered"
    )
    later = Gold.objects.filter(
        project=run.project_id,
        document=OuterRef("document"),
        question=run.question_id,
        id__gt=Coalesce(OuterRef("gold"), 0),
    )
    sent = Referral.objects.filter(
        document=OuterRef("document"), question=run.question_id, sent_at__gt=run.made_at
    )
    rows = run.suspicions.filter(
        Q(annotation=None) | Exists(current), document__erased_at=None, document__withdrawn_at=None
    ).exclude(Exists(later))
    rows = rows.exclude(Exists(sent))
    if not sees_audit(membership):
        rows = rows.exclude(document__queue_row__pool=Pool.AUDIT)
    if only.label:
        rows = rows.filter(said=only.label)
    if only.annotator:
        rows = rows.filter(annotation__author=only.annotator)
    return rows.order_by("-sources", F("margin").asc(nulls_last=True), "id")


def rows_of(membership: Membership, question: Question, suspicions: QuerySet[Suspicion]) -> list[Row]:
    """These in words, with the beginning of their texts."""
    shown = list(suspicions.select_related("annotation"))
    documents = (
        Document.objects.defer("text", "metadata")
        .annotate(excerpt=Left("text", EXCERPT))
        .in_bulk({one.document_id for one in shown})
    )
    names = names_for(membership, {one.annotation.author_id for one in shown if one.annotation})
    labels = Label.objects.filter(question=question).in_bulk()
    quotes = _quotes(shown)
    rows = []
    for one in shown:
        document = documents[one.document_id]
        author = one.annotation.author_id if one.annotation else None
        rows.append(
            Row(
                one,
                document,
                document.excerpt,
                document.length > EXCERPT,
                names.of(document.id, [author])[author] if author else "",
                labels.get(one.said) if question.kind != Question.Kind.RATING else None,
                one.said,
                quotes.get(one.id, ""),
                reasons_of_part(one, labels)
                if question.kind in PARTED
                else reasons_of(one, labels if question.kind != Question.Kind.RATING else {}),
            )
        )
    return rows


def _quotes(shown: Sequence[Suspicion]) -> dict[int, str]:
    """What the marks among them mark."""
    marked = [one for one in shown if one.end is not None]
    texts = dict(
        Document.objects.filter(id__in=[one.document_id for one in marked]).values_list("id", "text")
    )
    return {one.id: texts[one.document_id][one.start : one.end] for one in marked}


def reasons_of_part(one: Suspicion, labels: Mapping[int, Label]) -> list[str]:
    """The same of a label of a set, or of a mark: it does not belong there, or it does."""
    reasons = []
    if one.model_says is not None:
        told = (
            _("The model, trained without it, finds with %(chance)s that it belongs there.")
            if one.is_missing
            else _("The model, trained without it, finds with %(chance)s that it does not belong there.")
        )
        reasons.append(told % {"chance": number_format(one.model_chance, 2)})
    if one.rules_say is not None:
        told = (
            ngettext(
                "%(count)s rule has it, and %(agreeing)s something else.",
                "%(count)s rules have it, and %(agreeing)s something else.",
                one.rules_against,
            )
            if one.is_missing
            else ngettext(
                "%(count)s rule says %(label)s, and %(agreeing)s this.",
                "%(count)s rules say %(label)s, and %(agreeing)s this.",
                one.rules_against,
            )
        )
        label = labels.get(one.rules_say, one.rules_say)
        counts = {"count": one.rules_against, "agreeing": one.rules_agreeing or _("none")}
        reasons.append(told % (counts | {"label": label}))
    if one.people_say is not None:
        told = (
            ngettext(
                "%(count)s other person has it, and %(agreeing)s not.",
                "%(count)s other people have it, and %(agreeing)s not.",
                one.people_against,
            )
            if one.is_missing
            else ngettext(
                "%(count)s other person does not have it, and %(agreeing)s do.",
                "%(count)s other people do not have it, and %(agreeing)s do.",
                one.people_against,
            )
        )
        reasons.append(told % {"count": one.people_against, "agreeing": one.people_agreeing or _("none")})
    return reasons


def reasons_of(one: Suspicion, labels: Mapping[int, Label]) -> list[str]:
    """Each source that contradicts, in a sentence."""

    def named(label: int | None) -> str:
        return str(labels[label]) if label in labels else str(label)

    reasons = []
    if one.model_says is not None:
        reasons.append(
            _("The model, trained without it, says %(label)s with %(chance)s, and this with %(own)s.")
            % {
                "label": named(one.model_says),
                "chance": number_format(one.model_chance, 2),
                "own": number_format(one.said_chance, 2),
            }
        )
    if one.rules_say is not None:
        reasons.append(
            ngettext(
                "%(count)s rule says %(label)s, and %(agreeing)s this.",
                "%(count)s rules say %(label)s, and %(agreeing)s this.",
                one.rules_against,
            )
            % {
                "count": one.rules_against,
                "label": named(one.rules_say),
                "agreeing": one.rules_agreeing or _("none"),
            }
        )
    if one.people_say is not None:
        reasons.append(
            ngettext(
                "%(count)s other person says %(label)s, and %(agreeing)s this.",
                "%(count)s other people say %(label)s, and %(agreeing)s this.",
                one.people_against,
            )
            % {
                "count": one.people_against,
                "label": named(one.people_say),
                "agreeing": one.people_agreeing or _("none"),
            }
        )
    return reasons
