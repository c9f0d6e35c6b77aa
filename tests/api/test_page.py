"""What docs/api.md says is there."""

import re
from pathlib import Path

import pytest
from django.urls import resolve

from annotate.models import ApiToken
from annotate.problems import Problem

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"/api/v1/[\w/-]*/", PAGE))))
def test_every_address_exists(path):
    assert resolve(path)


@pytest.mark.parametrize("rest", sorted(set(re.findall(r"…/((?:imports|exports|jobs)/[\w/]*)", PAGE))))
def test_every_shortened_address_exists(rest):
    assert resolve(f"/api/v1/projects/postcards/{rest}")


def test_every_scope_is_explained():
    assert set(re.findall(r"^\| `(\w+)` \| ", PAGE, re.MULTILINE)) == set(ApiToken.Scope.values)


def test_kinds_of_refusals_are_those_of_the_code():
    kinds = {problem.kind for problem in _all_problems(Problem)}
    named = set(
        re.findall(r"`(stale|key_reused|not_lent|schema|too_many|slow_down|too_large|invalid)`", PAGE)
    )
    assert named <= kinds
    assert len(named) == 8


def _all_problems(problem):
    return [problem, *(deeper for child in problem.__subclasses__() for deeper in _all_problems(child))]
