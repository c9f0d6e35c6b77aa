"""What does it cost to gather a release and to build its files, and how much memory does it take?"""

import os
import resource
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from annotate import jobs
from annotate.models import Job, Membership
from review.models import Release
from review.services.releases.making import make_release, publish
from review.services.releases.wishes import Documents, Labels, Wish, questions_of
from tests.benchmarks.big_project import build

DOCUMENTS = 100_000


def run(documents: int = DOCUMENTS) -> None:
    big = build(documents)
    membership = Membership.objects.select_related("project__schema", "user").get(id=big.supervisor.id)
    labels = {str(question.id): Labels.ANSWERS for question in questions_of(membership.project)}
    print(f"{documents:,} documents, as many answers of a label and three spans")
    before = memory()
    release = make_release(membership, "1.0", Wish(labels, Documents.ANSWERED), seed=1)
    spent("gathered", big_job())
    release = publish(Release.objects.get(id=release.id), membership)
    spent("built", big_job())
    release = Release.objects.select_related("archive").get(id=release.id)
    counts, size = release.counts["documents"], release.archive.size / 2**20
    print(f"  {counts}, {size:.0f} MB; memory {memory():.0f} MB at most, {before:.0f} MB of it before")


@dataclass(frozen=True)
class Spent:
    own: float
    database: float


def big_job() -> Spent:
    """The job that waits, here and now: seconds of the processor, ours and the database's."""
    job = Job.objects.get(kind="export_release", state=Job.State.NEW)
    own, database = seconds(), database_seconds()
    jobs.run_job(job.id)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    return Spent(seconds() - own, database_seconds() - database)


def spent(what: str, seconds: Spent) -> None:
    print(f"  {what}: {seconds.own:.1f} s of the processor, and {seconds.database:.1f} s of the database's")


def seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def database_seconds() -> float:
    """Of the server's processes, those that are over as well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    server = stat(backend)[1]  # its parent
    living = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    ticks = sum(map(int, stat(server)[11:15])) + sum(sum(map(int, stat(child)[11:13])) for child in living)
    return ticks / os.sysconf("SC_CLK_TCK")


def stat(pid: int | str) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def memory() -> float:
    """The most this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
