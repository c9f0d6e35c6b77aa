"""Disagreements, annotators and the model, as tables."""

from django.utils.translation import gettext as _

from annotate.models import Membership, User
from review.services.annotators import ENOUGH, Doing, doings
from review.services.disagreements.queue import Row, Wish, queue_for, rows_for
from review.services.drift import ENOUGH_A_WEEK
from review.services.tables.shape import DIGITS, Cell, Table, share_cells, share_head
from weaklabels.services.learning.board import ModelBoard, boards_of

MOST_DISAGREEMENTS = 500  # of a file: the most valuable


def tables_of_disagreements(membership: Membership, wish: Wish) -> list[Table]:
    """The queue, what is worth most first; names are hidden where this member hides them."""
    found = queue_for(membership, wish).found[:MOST_DISAGREEMENTS]
    rows = rows_for(membership, wish.question, found)
    table = Table(
        _("Disagreements"),
        [_("Document"), _("Doubt in bits"), _("How torn the model is, 0 to 1"), _("Who says what")],
        [
            [str(row.document), _short(one.doubt), _short(one.torn), told_in_words(row)]
            for one, row in zip(found, rows, strict=True)
        ],
    )
    return [table]


def told_in_words(row: Row) -> str:
    views = (
        f"{', '.join(view.people)}: {', '.join([*(label.name for label in view.labels), view.text]).strip(', ')}"
        for view in row.told.views
    )
    return "; ".join([*views, *row.told.sentences])


def tables_of_annotators(membership: Membership, people: list[User]) -> list[Table]:
    found = doings(membership.project, people)
    times = Table(
        _("Time"),
        [_("Annotator"), _("Answers"), _("Half take less than (seconds)"), _("Nine of ten take less than")],
        [
            [str(one.annotator), one.times.answers, round(one.times.median, 1), round(one.times.slow, 1)]
            for one in found
            if one.times
        ],
    )
    if membership.project.takes_variation:
        return [times]
    head = [_("Annotator"), _("Question")]
    right = [*head, *share_head(_("Right against gold")), *share_head(_("The same again"))]
    return [
        Table(
            _("Against gold and against themselves"), right, [row for one in found for row in _grades(one)]
        ),
        Table(
            _("Week by week"),
            [*head, _("Week from"), *share_head(_("Right against gold"))],
            [row for one in found for row in _weeks(one)],
        ),
        times,
    ]


def _grades(doing: Doing) -> list[list[Cell]]:
    return [
        [
            str(doing.annotator),
            str(one.question),
            *share_cells(one.gold, ENOUGH),
            *share_cells(one.again, ENOUGH),
        ]
        for one in doing.known
    ]


def _weeks(doing: Doing) -> list[list[Cell]]:
    return [
        [
            str(doing.annotator),
            str(one.question),
            week.monday.isoformat(),
            *share_cells(week.right, ENOUGH_A_WEEK),
        ]
        for one in doing.known
        for week in one.weeks
    ]


def tables_of_model(membership: Membership) -> list[Table]:
    """Of each question's current model, on audit documents."""
    return [table for board in boards_of(membership.project) for table in _of_board(board) if table.rows]


def _of_board(board: ModelBoard) -> list[Table]:
    name = str(board.subject.question)
    head = [_("Label"), _("Found"), _("Wrong"), _("Missed"), _("Precision"), _("Recall"), _("F1")]
    labels = [
        [
            label,
            one.found,
            one.wrong,
            one.missed,
            *(
                _short(value)
                for value in (one.precision, one.recall, one.f1, *(one.interval or (None, None)))
            ),
        ]
        for label, one in board.label_figures
    ]
    points = board.curve.points if board.curve else []
    curve = [[one.answers, _short(one.figure), *(_short(end) for end in one.between)] for one in points]
    ends = [_("From, at 95 %"), _("To, at 95 %")]
    return [
        Table(_("%(question)s: the current model") % {"question": name}, [*head, *ends], labels),
        Table(
            _("%(question)s: the learning curve") % {"question": name}, [_("Answers"), _("F1"), *ends], curve
        ),
    ]


def _short(value: float | None) -> Cell:
    return None if value is None else round(float(value), DIGITS)
