"""What is still there? The whole database as a backup would have it, the planner's samples, every file."""

import os
import subprocess
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from config.embedded import wheels
from config.embedded.account import unprivileged


def traces(canary):
    """Where the canary still is: the dump of the database, the planner's statistics, the files."""
    found = [line[:200] for line in dump().splitlines() if canary.lower() in line.lower()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, attname FROM pg_stats WHERE concat_ws(' ', most_common_vals::text, "
            "histogram_bounds::text, most_common_elems::text) ILIKE %s",
            [f"%{canary}%"],
        )
        found += [".".join(row) for row in cursor.fetchall()]
    for folder in (settings.MEDIA_ROOT, settings.DATA_DIR):
        for path in folder.rglob("*"):
            if path.is_file() and (canary.encode() in path.read_bytes() or canary in path.name):
                found.append(str(path))
    return found


def dump():
    """The whole database, by the pg_dump that a backup would use."""
    database = urlsplit(settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}")
    account = unprivileged(Path("/nowhere"))
    programs = wheels.postgres(account, spare=Path(os.environ["DATA_DIR"]).parent / "programs")
    done = subprocess.run(
        [programs / "pg_dump", "--dbname", database.geturl()], check=True, capture_output=True, text=True
    )
    return done.stdout


def rows():
    """Every row of every table as text: table -> how often each."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        counted = {}
        for table in tables:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            counted[table] = Counter(row for (row,) in cursor.fetchall())
    return counted
