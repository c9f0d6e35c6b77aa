"""Parquet as JSON Lines, by a process of its own: a damaged or hostile file ends it, and nobody else.

Run as `python -m weaklabels.votefiles.parquet <path>`: it has the memory of its limit, and writes a line a row.
"""

import importlib.util
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, cast

import orjson
from django.utils.translation import gettext as _

from annotate.problems import Invalid

MEMORY = 3 * 2**30
CPU_SECONDS = 300
ROWS_AT_ONCE = 5_000


def is_installed() -> bool:
    return importlib.util.find_spec("arro3") is not None


@contextmanager
def as_json_lines(path: Path) -> Iterator[BinaryIO]:
    """The rows of the file, to be read to their end. Raises Invalid, at the end where the file breaks off there."""
    if not is_installed():
        raise Invalid(
            _(
                "This server does not read Parquet. Upload CSV or JSON Lines, or ask the operator to install the "
                "extra “parquet”."
            )
        )
    command = [sys.executable, "-m", "weaklabels.votefiles.parquet", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            yield cast(BinaryIO, process.stdout)
        except BaseException:
            process.kill()  # nobody reads on
            raise
    if process.returncode:
        raise Invalid(
            _("This is no Parquet file that can be read. Write it again, or upload CSV or JSON Lines.")
        )


def write_json_lines(path: Path) -> None:
    """In the process of its own."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    read_parquet = import_module("arro3.io").read_parquet
    with path.open("rb") as file:
        for batch in read_parquet(file, batch_size=ROWS_AT_ONCE):
            columns = [batch.column(name).to_pylist() for name in batch.column_names]
            for row in zip(*columns, strict=True):
                record = dict(zip(batch.column_names, row, strict=True))
                sys.stdout.buffer.write(orjson.dumps(record, default=str, option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    write_json_lines(Path(sys.argv[1]))
