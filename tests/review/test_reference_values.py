"""Does every measure give the values that are published, or on which independent libraries agree?"""

import pytest

from tests.review.reference_cases import FILE, cases, value_of


@pytest.mark.skipif(
    not FILE.is_file(), reason="../shared/reference/agreement_cases.json is not on this machine"
)
@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_it_is_the_published_value(case):
    assert abs(float(value_of(case)) - case["expected"]) <= case["tolerance"], case["source"]
