"""Bring a database to where a house stood: as far as the named migrations and no further, by the old ones if they are.

python -m tests.config.stand annotate.0026_streams booklet.0003_examples
"""

import sys

import django

django.setup()

from django.db import connection  # noqa: E402 - settings come first
from django.db.migrations.executor import MigrationExecutor  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402


class OldWay(MigrationLoader):
    """Of our apps, what there was before anything was squashed."""

    def load_disk(self):
        super().load_disk()
        replaced = {name for migration in self.disk_migrations.values() for name in migration.replaces}
        ours = {app for app, _ in replaced}
        self.disk_migrations = {
            (app, name): migration
            for (app, name), migration in self.disk_migrations.items()
            if app not in ours or (app, name) in replaced
        }


def main(names):
    places = [tuple(name.split(".")) for name in names]
    executor = MigrationExecutor(connection)
    if not {*places} <= executor.loader.graph.nodes.keys():
        executor.loader = OldWay(connection)
    executor.migrate(places)


if __name__ == "__main__":
    main(sys.argv[1:])
