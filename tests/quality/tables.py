"""docs/quality.md from the rows: figures with intervals, none by hand."""

from pathlib import Path

import numpy as np
from scipy import stats

from tests.quality.rows import CURVES, VERDICTS
from tests.quality.runs import BUDGET, CURVE_SEEDS, LOOKED_AT, is_false
from weaklabels.active.evidence import Verdict
from weaklabels.labelmodel.intervals import wilson

PAGE = Path(__file__).resolve().parents[2] / "docs" / "quality.md"
BEGIN, END = "<!-- from here on written by make quality -->", "<!-- to here -->"


def write():
    page = PAGE.read_text(encoding="utf-8")
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n\n{written()}\n{END}{after}", encoding="utf-8")


def written():
    return "\n".join([*verdict_lines(VERDICTS.rows()), "", *curve_lines(CURVES.rows())])


def verdict_lines(rows):
    yield f"### Verdicts by {BUDGET} answers"
    yield ""
    yield "| runs | set | queue | number | helps | hurts | none yet | median answers to a verdict | true gap, points |"
    yield "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for queue, kind, name in sorted({(row.queue, row.kind, row.corpus) for row in rows}):
        yield verdict_line([r for r in rows if (r.queue, r.kind, r.corpus) == (queue, kind, name)])
    for queue in sorted({row.queue for row in rows}):
        same = [is_false(row) for row in rows if row.queue == queue and row.kind != "AB"]
        right = [row.verdict == Verdict.HELPS for row in rows if row.queue == queue and row.kind == "AB"]
        yield ""
        yield f"Queue *{queue}*, both arms the same: {share(same)} false verdicts."
        yield f"Queue *{queue}*, sms, default against random: {share(right)} right verdicts."


def verdict_line(rows):
    first = rows[0]
    count = {verdict: sum(row.verdict == verdict for row in rows) for verdict in Verdict}
    fell = [row.fell_at for row in rows if row.fell_at]
    cells = [
        KINDS[first.kind],
        first.corpus,
        first.queue,
        len(rows),
        count[Verdict.HELPS],
        count[Verdict.HURTS],
        count[Verdict.TOO_EARLY],
        f"{np.median(fell):.0f}" if fell else "",
        mean_interval([100 * row.true_gap for row in rows], 1),
    ]
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def share(hits):
    low, high = wilson(sum(hits), len(hits))
    percent = f" = {100 * np.mean(hits):.1f} %" if hits else ""
    return f"{sum(hits)} of {len(hits)}{percent} (95 %: {100 * low:.1f} to {100 * high:.1f})"


def curve_lines(rows):
    yield "### Learning curves"
    yield ""
    looks = " | ".join(f"{answers} answers" for answers in LOOKED_AT)
    yield f"| set | seeds | {looks} | answers saved |"
    yield f"| --- | ---: | {'---: | ' * len(LOOKED_AT)}---: |"
    for name in sorted({row.corpus for row in rows}):
        of_set = [row for row in rows if row.corpus == name]
        leads = [
            mean_interval([100 * (getattr(r, f"default_{n}") - getattr(r, f"random_{n}")) for r in of_set], 1)
            + f", random {100 * np.mean([getattr(r, f'random_{n}') for r in of_set]):.1f}"
            for n in LOOKED_AT
        ]
        saved = mean_interval([100 * row.saved for row in of_set], 0)
        yield f"| {name} | {len(of_set)} of {len(CURVE_SEEDS)} | {' | '.join(leads)} | {saved} % |"


def mean_interval(values, digits):
    """The mean and Student's 95 % interval over seeds."""
    mean = f"{np.mean(values):+.{digits}f}"
    if len(values) < 2:
        return mean
    half = stats.t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values))
    return f"{mean} ± {half:.{digits}f}"


KINDS = {
    "AB": "default against random",
    "AA-random": "random against random",
    "AA-margin": "default against default",
}
