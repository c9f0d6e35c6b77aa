"""How long does the data profile of 100 thousand short documents take, and of a thousand more?"""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import numpy as np
import psutil
from django.db import connection, transaction

from annotate import jobs
from annotate.models import Batch, DataProfile, Project, User
from annotate.profile.listing import Wish, page_of
from annotate.profile.staleness import start_profile
from annotate.services.documents import NewDocument, add_documents
from annotate.services.projects import create_project

MANY, MORE, AT_ONCE = 100_000, 1_000, 5_000
ENGLISH = (
    "the and was with from that this they have were there about when would which their been will more".split()
)
GERMAN = "der die und nicht ein mit für auf sich dem des auch nach wir sie war werden oder aber noch über einen".split()
ENDS = ("lon", "mar", "tis", "ver")
NAMES = [first + middle + last for first in "bdfgklmnprst" for middle in "aeiou" for last in ENDS]


def run() -> None:
    generator = np.random.default_rng(7)
    owner = User.objects.create_user("olga", None, name="Olga")
    project = create_project(owner, "Many")
    batch = Batch.objects.create(project=project, name="many", created_by=owner)
    add(batch, generator, 0, MANY)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"Data profile of {MANY:,} documents of about 20 words")
    with measured("the first time"):
        work(project, owner)
    figures = DataProfile.objects.get().figures
    told = ("equal", "near", "near_groups", "languages", "personal")
    print(f"  {', '.join(f'{name}: {figures[name]}' for name in told)}")
    add(batch, generator, MANY, MORE)
    with measured(f"after {MORE:,} more"):
        work(project, owner)
    for wish in (
        Wish("near", "1"),
        Wish("personal", "email"),
        Wish("lacks", "channel"),
        Wish("language", "de"),
    ):
        with measured(f"a page of {wish.figure}"):
            page_of(project, wish)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  memory: at most {after:.0f} MB, {before:.0f} MB of it before")


def add(batch: Batch, generator: np.random.Generator, start: int, count: int) -> None:
    for first in range(start, start + count, AT_ONCE):
        texts = [text(generator, number) for number in range(first, min(first + AT_ONCE, start + count))]
        with transaction.atomic():
            add_documents(
                batch,
                [
                    NewDocument(words, f"d{first + place}", {"channel": "phone"} if place % 10 else {})
                    for place, words in enumerate(texts)
                ],
            )


def text(generator: np.random.Generator, number: int) -> str:
    """Of a hundred two repeat an earlier one, five change a word of one, one holds an address."""
    source = np.random.default_rng(number - number % 100) if number % 100 < 7 else generator
    common = GERMAN if number % 100 >= 80 else ENGLISH
    count = 20
    words = [*source.choice(common, count // 2), *source.choice(NAMES, count - count // 2)]
    source.shuffle(words)
    if 1 <= number % 100 < 6:
        words.append(f"again{number}")
    if number % 100 == 50:
        words.append("ann@example.org")
    return " ".join(words)


def work(project: Project, owner: User) -> None:
    job = start_profile(project, owner)
    jobs.run_job(job.id)
    job.refresh_from_db()
    assert job.state == "done", job.error


@contextmanager
def measured(what: str) -> Iterator[None]:
    """Seconds by the clock, and of processor: ours, and of the database's process for us."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        database = psutil.Process(cursor.fetchone()[0])
    spent = partial(_spent, database)
    begun, ours, theirs = time.perf_counter(), *spent()
    yield
    now_ours, now_theirs = spent()
    print(
        f"  {what}: {time.perf_counter() - begun:.2f} s by the clock, processor {now_ours - ours:.2f} s"
        f" and {now_theirs - theirs:.2f} s of PostgreSQL"
    )


def _spent(database: psutil.Process) -> tuple[float, float]:
    times = database.cpu_times()
    return time.process_time(), times.user + times.system
