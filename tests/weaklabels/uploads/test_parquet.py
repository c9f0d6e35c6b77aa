"""Parquet is read where the operator installed the extra, by a process of its own, and refused in a sentence else."""

import pytest

from weaklabels.models import LabelingFunction
from weaklabels.votefiles import parquet

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(tmp_path):
    """A Parquet file of these columns: table(id=["a"], model=["glad"]) -> bytes."""
    core = pytest.importorskip("arro3.core", reason="the extra “parquet” is not installed")
    io = pytest.importorskip("arro3.io", reason="the extra “parquet” is not installed")

    def make(**columns):
        types = {str: core.DataType.string(), int: core.DataType.int64()}
        arrays = {
            name: core.Array(values, types[type(next(v for v in values if v is not None))])
            for name, values in columns.items()
        }
        path = tmp_path / "votes.parquet"
        io.write_parquet(core.Table.from_pydict(arrays), path)
        return path.read_bytes()

    return make


def test_a_parquet_file_is_read_like_any_table(upload, keep, said, texts, tone, table):
    content = table(id=["mail-0", "mail-1", "mail-9"], model=[1, None, 0])
    sent = upload(tone, "votes.parquet", content)
    assert (sent.report["lines"], sent.report["unknown_documents"]) == (3, 1)
    keep(sent)
    assert said(LabelingFunction.objects.get()) == {"mail-0": "cross"}


@pytest.mark.parametrize(
    "damage", [lambda c: c[:40], lambda c: b"PAR1" + b"x" * 60 + b"PAR1", lambda c: b"x"]
)
def test_a_damaged_one_is_a_sentence_and_harms_nobody(upload, texts, tone, table, damage):
    content = damage(table(id=["mail-0"], model=["glad"]))
    assert "no Parquet file that can be read" in upload(tone, "votes.parquet", content).job.error


def test_without_the_extra_it_says_what_to_do(upload, texts, tone, monkeypatch):
    monkeypatch.setattr(parquet, "is_installed", lambda: False)
    assert "does not read Parquet. Upload CSV" in upload(tone, "votes.parquet", b"PAR1").job.error
