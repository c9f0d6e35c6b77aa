"""The published and cross-checked values of ../shared/reference/agreement_cases.json, and how each is computed here.

Where the file is not on this machine, its tests are skipped with a sentence. SHARED_REFERENCE names another place.
"""

import json
import os
from fractions import Fraction
from pathlib import Path

import numpy as np

from review.agreement import (
    Codes,
    Coefficient,
    Line,
    Mark,
    Match,
    Units,
    coincidences_of,
    f1,
    f1_sums,
    line_sums,
    measure,
    ordinal_alpha,
    unit_alpha,
)
from review.agreement.continuum import one_label_alpha
from review.agreement.distances import interval, jaccard, masi, nominal
from review.agreement.pairs import cohen, conger, scott, table_totals
from review.sampling import fixed_plan, upper_bound

FOLDER = Path(
    os.environ.get("SHARED_REFERENCE") or Path(__file__).resolve().parents[3] / "shared" / "reference"
)
FILE = FOLDER / "agreement_cases.json"


def cases():
    return json.loads(FILE.read_text(encoding="utf-8"))["cases"] if FILE.is_file() else []


def units(data):
    """Documents from any of the three layouts: ratings, counts, or a table of two annotators."""
    if "counts" in data:
        counts = np.array(data["counts"])
        return Units(counts, np.ones(len(counts), dtype=np.int64))
    if "table" in data:
        table = np.array(data["table"])
        one = np.eye(len(table), dtype=np.int64)
        counts = (one[:, None, :] + one[None, :, :]).reshape(-1, len(table))
        return Units(counts, table.ravel())
    values = values_of(data)
    return Units.of_table(
        [[None if v is None else values.index(v) for v in row] for row in data["ratings"]], len(values)
    )


def values_of(data):
    return sorted({value for row in data["ratings"] for value in row if value is not None})


def ratio(values):
    scale = np.array(values, dtype=float)
    return ((scale[:, None] - scale) / (scale[:, None] + scale)) ** 2


def coefficient(which):
    return lambda data: measure(which, units(data))


def of_table(formula):
    def value(data):
        table = np.array(data["table"])
        distances = nominal(len(table))
        return float(formula(table_totals(table, distances), distances))

    return value


def one_category_against_the_rest(case):
    category = int(case["id"].rsplit("_", 1)[1]) - 1
    counts = np.array(case["data"]["counts"])
    kept = [int(number != category) for number in range(counts.shape[1])]
    return measure(Coefficient.FLEISS, units(case["data"]).relabelled(kept, 2))


def bio_marks(sentences):
    """Marks of all sentences one after the other, counted in tokens."""
    marks, at, names = [], 0, {}
    for sentence in sentences:
        for number, tag in enumerate(sentence):
            if tag.startswith("B-"):
                end = number + 1
                while end < len(sentence) and sentence[end].startswith("I-"):
                    end += 1
                marks.append(
                    Mark(at + number, at + end, names.setdefault(tag[2:], ord(tag[2]) * 1000 + ord(tag[3])))
                )
        at += len(sentence)
    return marks


def span_f1(rule):
    return lambda data: float(
        f1(f1_sums([{1: bio_marks(data["annotator_1"]), 2: bio_marks(data["annotator_2"])}]).totals, rule)
    )


def unitizing_2004(data):
    raters = {unit[2] for unit in data["units"]}
    answers = [
        [Mark(start, start + size, 0) for start, size, by, _label in data["units"] if by == rater]
        for rater in sorted(raters)
    ]
    return one_label_alpha(answers, 10)


def unitizing_2016(data):
    codes = Codes()
    answers = [[Mark(*unit) for unit in units] for units in data["units"].values()]
    return float(unit_alpha(line_sums([Line.of(answers, data["length"], codes)], codes).totals))


def conger_of(data):
    values = values_of(data)
    return conger(
        np.array([[-1 if v is None else values.index(v) for v in row] for row in data["ratings"]]),
        len(values),
    )


MEASURES = {
    "krippendorff_alpha_nominal": coefficient(Coefficient.ALPHA),
    "krippendorff_alpha_ordinal": lambda data: float(ordinal_alpha(coincidences_of(units(data)).totals)),
    "krippendorff_alpha_interval": lambda data: measure(
        Coefficient.ALPHA, units(data), interval(values_of(data))
    ),
    "krippendorff_alpha_ratio": lambda data: measure(Coefficient.ALPHA, units(data), ratio(values_of(data))),
    "fleiss_kappa": coefficient(Coefficient.FLEISS),
    "fleiss_kappa_missing": coefficient(Coefficient.FLEISS),
    "randolph_free_marginal_kappa": coefficient(Coefficient.BRENNAN),
    "brennan_prediger_S": coefficient(Coefficient.BRENNAN),
    "gwet_ac1": coefficient(Coefficient.GWET),
    "percent_agreement": coefficient(Coefficient.PERCENT),
    "percent_agreement_missing": coefficient(Coefficient.PERCENT),
    "cohen_kappa": of_table(cohen),
    "scott_pi": of_table(scott),
    "conger_kappa": conger_of,
    "masi_distance": lambda data: masi(set(data["a"]), set(data["b"])),
    "jaccard_distance": lambda data: jaccard(set(data["a"]), set(data["b"])),
    "span_f1_ent_type": span_f1(Match.LABEL),
    "span_f1_exact": span_f1(Match.BORDERS),
    "span_f1_strict": span_f1(Match.EXACT),
    "krippendorff_unitizing_alpha_2004_category": unitizing_2004,
    "krippendorff_unitizing_alpha_2016": unitizing_2016,
    "error_rate_upper_bound_95_one_sided": lambda data: upper_bound(data["errors"], data["checked"]),
    "items_to_check_for_95_percent_sure_below_3_percent": lambda data: (
        fixed_plan(data["max_error"], data["errors_found"]).size
    ),
    "items_to_check_finite_batch_zero_errors": lambda data: (
        fixed_plan(data["max_error"], batch=data["batch"]).size
    ),
}


def value_of(case) -> float | Fraction:
    if case["measure"] == "fleiss_kappa_one_category_vs_rest":
        return one_category_against_the_rest(case)
    return MEASURES[case["measure"]](case["data"])
