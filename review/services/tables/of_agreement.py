"""The page of agreement and that of its parts, as tables."""

from django.utils.translation import gettext as _

from annotate.models import Question
from review.services.comparing import compare
from review.services.comparison import Comparison, OfPair
from review.services.overlap import Which
from review.services.parts import Pair, Part, pairs_of, parts_of
from review.services.tables.shape import DIGITS, Table, figure_cells, figure_head, name_of
from review.wording import DIFFERENCES


def tables_of_agreement(question: Question, which: Which) -> list[Table]:
    """All of the page, in its order; what does not apply to the question is no table."""
    comparison = compare(question, which)
    figures = Table(
        _("Figures with their intervals"),
        [_("Figure"), *figure_head()],
        [[name_of(one), *figure_cells(one)] for one in comparison.measured],
    )
    others = (
        _levels(comparison),
        _confusions(comparison),
        _differences(comparison),
        _labels(comparison),
        _pairs(comparison),
    )
    return [figures, *(table for table in others if table.rows)]


def tables_of_parts(
    question: Question, pair: Pair | None = None, inside: tuple[str, int] | None = None
) -> list[Table]:
    """Of everybody and, where it is asked for, two by two in one part; or of two people alone."""
    parts = parts_of(question, Which.INDEPENDENT, pair)
    found = []
    if parts:
        kinds = ((_("Week from"), parts.weeks), (_("Phase"), parts.phases), (_("Batch"), parts.batches))
        found = [_of_parts(name, those) for name, those in kinds if those]
    if pair:
        return found
    if parts and inside and (part := parts.named(*inside)):
        pairs = pairs_of(question, Which.INDEPENDENT, *inside) or []
        found.append(table_of_pairs(question, pairs, _("Two by two: %(name)s") % {"name": part.name}))
    beside = [
        [str(which.label), name_of(one), *figure_cells(one)]
        for which in (Which.INDEPENDENT, Which.SUGGESTED)
        for one in compare(question, which).measured
    ]
    head = [_("Answers"), _("Figure"), *figure_head()]
    return [*found, Table(_("With suggestions hidden and shown"), head, beside)]


def _of_parts(name: str, parts: list[Part]) -> Table:
    rows = [[part.name, name_of(one), *figure_cells(one)] for part in parts for one in part.figures]
    return Table(name, [name, _("Figure"), *figure_head()], rows)


def _confusions(comparison: Comparison) -> Table:
    name = _("What is taken for what")
    if comparison.confusions is None:
        return Table(name, [])
    return Table(
        name,
        ["", *(str(one) for one in comparison.confusions.answers)],
        [[str(answer), *(cell.count for cell in cells)] for answer, cells in comparison.confusions.rows],
    )


def _differences(comparison: Comparison) -> Table:
    rows = [[str(DIFFERENCES[kind].name), count] for kind, count in comparison.differences.items()]
    return Table(_("How marks differ"), [_("Difference"), _("Marks")], rows)


def _levels(comparison: Comparison) -> Table:
    rows = [[level, name_of(one), *figure_cells(one)] for level, one in comparison.levels]
    return Table(_("Level by level"), [_("Level"), _("Figure"), *figure_head()], rows)


def _labels(comparison: Comparison) -> Table:
    head = [_("Label"), _("Share of the answers"), *figure_head()]
    rows = [
        [one.label.name, round(one.share, DIGITS), *figure_cells(one.measured)] for one in comparison.labels
    ]
    return Table(_("Label by label"), head, rows)


def _pairs(comparison: Comparison) -> Table:
    return table_of_pairs(comparison.question, comparison.pairs, _("Two by two"))


def table_of_pairs(question: Question, pairs: list[OfPair], name: str) -> Table:
    of_marks = question.kind == Question.Kind.SPANS
    value = _("F1, exact") if of_marks else _("Kappa")
    head = [
        _("People"),
        _("Documents in common"),
        _("Same answer"),
        value,
        _("From, at 95 %"),
        _("To, at 95 %"),
    ]
    rows = [
        [
            f"{pair.one}, {pair.other}",
            pair.documents,
            *(None if one is None else round(one, DIGITS) for one in _figures_of(pair)),
        ]
        for pair in pairs
    ]
    return Table(name, head, rows)


def _figures_of(pair: OfPair) -> list[float | None]:
    return [pair.agreed, pair.value, *(pair.interval or (None, None))]
