"""How long does an export take, and how much memory?"""

import resource
import time
from collections.abc import Sequence

from annotate import jobs
from annotate.exports import Contents, Form, Wish
from tests.benchmarks.big_project import BigProject, build

GOALS = {100_000: "4 s", 1_000_000: "40 s"}
WISHES = [
    Wish(Contents.DOCUMENTS, Form.JSONL),
    Wish(Contents.ANSWERS, Form.JSONL),
    Wish(Contents.ANSWERS, Form.CSV),
]


def run(sizes: Sequence[int] = tuple(GOALS)) -> None:
    for documents in sizes:
        big = build(documents)
        before = memory()
        print(
            f"{documents:,} documents, as many answers of a label and three spans; goal: {GOALS.get(documents)}"
        )
        for wish in WISHES:
            export(big, wish)
        print(
            f"  memory: {memory():.0f} MB at most, {before:.0f} MB of it before the first export; goal: 300 MB"
        )


def export(big: BigProject, wish: Wish) -> None:
    owner = big.supervisor.user
    job = jobs.start("export", project=big.project, owner=owner, arguments=wish.as_arguments())
    begun = time.perf_counter()
    jobs.run_job(job.id)
    seconds = time.perf_counter() - begun
    job.refresh_from_db()
    assert job.state == "done", job.error
    size = job.files.get().size / 2**20
    print(
        f"  {wish.contents} as {wish.form}: {seconds:.1f} s for {job.report['answers']:,} answers, {size:.0f} MB zipped"
    )


def memory() -> float:
    """The most this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
