"""A data profile as a page and a file show it: names in the reader's language, shares, and where each figure leads."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.charts import Bar, BarChart, bar_chart
from annotate.numbers import number_format
from annotate.profile.figures import Figures
from annotate.profile.listing import Wish, stretches
from annotate.profile.naming import PERSONAL, language_name, stretch_name


@dataclass(frozen=True)
class Line:
    """A figure: what it is called, how many documents, their share, and the address part that lists them."""

    name: str
    count: int
    share: float  # per cent of all documents
    address: str

    @property
    def width(self) -> float:
        """Of its bar: what is there is seen."""
        return max(round(self.share, 2), 0.5) if self.count else 0


@dataclass(frozen=True)
class Shown:
    """All parts of the page."""

    figures: Figures
    lengths: list[Line]
    chart: BarChart
    bars: list[tuple[Bar, str]]  # of the chart, each with the address part that lists its documents
    languages: list[Line]
    copies: list[Line]
    fields: list[Line]
    personal: list[Line]


def shown(figures: Figures) -> Shown:
    lengths = _lengths(figures)
    chart = bar_chart([(line.name, line.count) for line in lengths])
    languages = [
        _line(figures, language_name(code), count, "language", code or "unknown")
        for code, count in figures.languages.items()
    ]
    personal = [
        _line(figures, str(name), figures.personal.get(kind, 0), "personal", kind)
        for kind, name in PERSONAL.items()
    ]
    return Shown(
        figures,
        lengths,
        chart,
        [(bar, line.address) for bar, line in zip(chart.bars, lengths, strict=True)],
        languages,
        _copies(figures),
        [
            _line(figures, name, figures.documents - filled, "lacks", name)
            for name, filled in figures.fields.items()
        ],
        personal,
    )


def rows_of(figures: Figures) -> Iterator[tuple[object, ...]]:
    """The same as lines of a file: counts and nothing of what a text says."""
    yield _("part"), _("figure"), _("documents")
    yield _("Documents"), _("Documents"), figures.documents
    whole = shown(figures)
    parts = [
        (_("Length"), whole.lengths),
        (_("Language"), whole.languages),
        (_("Copies"), whole.copies),
        (_("Without metadata"), whole.fields),
        (_("Likely personal data"), whole.personal),
    ]
    for part, lines in parts:
        for line in lines:
            yield part, line.name, line.count


def title_of(wish: Wish) -> str:
    """What a list of documents is of."""
    if wish.figure == "length":
        return _("Length: %(stretch)s") % {"stretch": stretch_name(wish.value)}
    if wish.figure == "language":
        return language_name("" if wish.value == "unknown" else wish.value)
    if wish.figure == "personal":
        return str(PERSONAL[wish.value])
    if wish.figure == "lacks":
        return _("Without “%(name)s”") % {"name": wish.value}
    return {
        "empty": _("Texts without a word"),
        "equal": _("The very same text"),
        "near": _("Nearly the same wording"),
    }[wish.figure]


def _lengths(figures: Figures) -> list[Line]:
    """From the first stretch that has documents to the last: no row of empty bars before and after."""
    filled = [place for place, count in enumerate(figures.lengths) if count]
    if not filled:
        return []
    names = stretches()
    return [
        _line(figures, stretch_name(names[place]), figures.lengths[place], "length", names[place])
        for place in range(filled[0], filled[-1] + 1)
    ]


def _copies(figures: Figures) -> list[Line]:
    return [
        _line(figures, _("Texts without a word"), figures.empty, "empty", "1"),
        _line(figures, _grouped(_("The very same text"), figures.equal_groups), figures.equal, "equal", "1"),
        _line(
            figures, _grouped(_("Nearly the same wording"), figures.near_groups), figures.near, "near", "1"
        ),
    ]


def _grouped(name: str, groups: int) -> str:
    if not groups:
        return name
    return ngettext("%(name)s, in %(count)s group", "%(name)s, in %(count)s groups", groups) % {
        "name": name,
        "count": number_format(groups, force_grouping=True),
    }


def _line(figures: Figures, name: str, count: int, figure: str, value: str) -> Line:
    return Line(name, count, 100 * count / max(figures.documents, 1), urlencode({figure: value}))
