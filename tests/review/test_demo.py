"""Does the demo come with a spot check worth looking at, and always with the same?"""

import pytest

from annotate.services.demo import load_demo
from review.models import SpotCheck
from review.services.spot_checks.report import report_of

pytestmark = pytest.mark.django_db


def test_the_demos_spot_check_has_passed_with_errors_to_look_at():
    load_demo()
    check = SpotCheck.objects.get()
    report = report_of(check)
    assert (check.outcome, report.checked, report.errors) == ("passed", 28, 2)
    assert report.estimate.bound < 0.2
    assert {str(one.annotation.author) for one in check.sample.filter(verdict="wrong")} == {"Ben"}
    assert all(one.own_state == "answered" for one in check.sample.all())
