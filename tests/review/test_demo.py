"""Does the demo come with a spot check and a release worth looking at, and always with the same?"""

import pytest

from annotate.services.demo import load_demo
from review.models import Release, SpotCheck
from review.services.releases.running import has_file
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


def test_the_demos_release_has_all_parts_and_says_how_good_it_is():
    load_demo()
    release = Release.objects.get()
    assert release.is_published
    assert has_file(release)
    assert len(release.booklet["pages"]) > 5, "it is made after the booklet"
    assert all(count > 0 for count in release.counts["documents"].values())
    assert "fewer than 20 of 100 answers in this batch are wrong" in release.statement
    assert not any(name in release.statement for name in ("Ada", "Ben", "Sam"))
