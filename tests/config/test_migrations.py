"""A new house begins with the squashed migrations; one that stood before them goes on by the old ones. Are both alike?

Both are written and stay as they are, and the old way takes minutes: `make soak` walks it, once for all questions, and
on the oldest PostgreSQL where this machine has one. Migrations are taken back as far as the squashed ones and no
further: the old ones are there for houses that go forward, and `make lint` takes back the squashed ones.
"""

from typing import NamedTuple

import psycopg2
import pytest
from django.db.migrations.loader import MigrationLoader

from config.testing.soaking import only_when_long
from tests.config.catalogue import catalogue

pytestmark = only_when_long

# In the middle of what each squashed migration replaces
STOOD = [
    "annotate.0026_streams",
    "booklet.0003_examples",
    "weaklabels.0006_proposed_pieces",
    "review.0001_spot_checks",
]


class House(NamedTuple):
    url: str
    said: str  # by the last `migrate`

    def catalogue(self):
        connection = psycopg2.connect(self.url)
        try:
            with connection.cursor() as cursor:
                return catalogue(cursor)
        finally:
            connection.close()


@pytest.fixture(scope="module")
def new_house(another_postgres, run_on):
    another_postgres.create_database("new_house")
    said = run_on("new_house", "manage.py", "migrate")
    return House(another_postgres.url("new_house"), said)


@pytest.fixture(scope="module")
def old_house(another_postgres, run_on):
    another_postgres.create_database("old_house")
    run_on("old_house", "-m", "tests.config.stand", *STOOD)
    said = run_on("old_house", "manage.py", "migrate")
    return House(another_postgres.url("old_house"), said)


def squashed():
    return [f"{app}.{name}" for app, name in MigrationLoader(None).replacements]


def test_each_house_goes_its_own_way(new_house, old_house):
    """Else the next test would compare a thing with itself."""
    for name in squashed():
        assert f"Applying {name}" in new_house.said
        assert f"Applying {name}" not in old_house.said


def test_both_have_the_same_tables_and_triggers(new_house, old_house):
    new = new_house.catalogue()
    assert len(new) > 1000
    assert {*new} ^ {*old_house.catalogue()} == set()


def test_what_is_newer_is_taken_back_and_made_again(old_house, run_on):
    made = old_house.catalogue()
    run_on("old_house", "-m", "tests.config.stand", *squashed())
    run_on("old_house", "manage.py", "migrate", "--verbosity=0")
    run_on("old_house", "manage.py", "migrate", "--check")
    assert old_house.catalogue() == made
