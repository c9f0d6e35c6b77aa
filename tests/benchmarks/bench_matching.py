"""How fast do rules without code read documents? Fifty of them over short texts, beside a loop of Python's `re`.

Times of the wall and of the processor: only the second can be compared on a machine that does other things, and
the ratio is of both taken in the same run.
"""

import multiprocessing
import random
import re
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from weaklabels.matching import definitions as d
from weaklabels.matching.applying import InMemory, Plan
from weaklabels.matching.columns import Column
from weaklabels.matching.previewing import Sample, preview
from weaklabels.matching.suggesting import Labelled, suggest
from weaklabels.matching.textcache import Entry, build, open_cache

MANY = 1_000_000
SOME = 100_000
FEW = 10_000
WORDS = 21  # a document: about 170 bytes
PROCESSES = 2
SYLLABLES = "ba do ki ren mal tor us fin ge lar wo st im pe na cor vel ti es".split()


def run(many: int = MANY, some: int = SOME) -> None:
    rules = [d.Rule(1, condition) for condition in conditions()]
    texts = list(documents(some))
    print(f"{len(rules)} rules, {some:,} documents of {sum(map(len, texts)) / some:.0f} bytes")
    in_memory(rules, texts)
    wide(rules, [f"é “{text}” 😀" for text in texts])
    spans(rules[0].when, texts)
    short(rules, texts[:FEW])
    del texts
    in_processes(rules, many)
    from_cache(rules[30], many)


def vocabulary() -> list[str]:
    rng = random.Random(1)
    return list(dict.fromkeys("".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _word in range(6_000)))


def documents(count: int) -> Iterator[str]:
    words = vocabulary()
    weights = [1 / (rank + 5) for rank in range(len(words))]
    rng = random.Random(2)
    drawn = rng.choices(words, weights, k=WORDS * 10_000)
    for _document in range(count):
        at = rng.randrange(len(drawn) - WORDS)
        yield " ".join(drawn[at : at + WORDS])


def conditions() -> list[d.Words]:
    """Half lists of words, half patterns; each hits some percent of the documents."""
    words, rng = vocabulary(), random.Random(3)
    lists: list[d.Words] = [d.Keywords(tuple(rng.sample(words[15:300], 3))) for _rule in range(25)]
    for number in range(25):
        one, other = rng.sample(words[5:80], 2)
        shape = (rf"\b{one}\b.*\b{other}\b", rf"\b{one} \w+ {other}", rf"({one}|{other})[aeiou]+\w*\b")[
            number % 3
        ]
        lists.append(d.Pattern(shape))
    return lists


def as_python(condition: d.Words) -> re.Pattern[str]:
    if isinstance(condition, d.Keywords):
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, condition.words))})(?!\w)", re.IGNORECASE)
    return re.compile(condition.pattern, re.IGNORECASE)


def timed(name: str, act: Callable[[], Any], goal: str = "") -> tuple[float, Any]:
    """Processor seconds of this process, children included, and what came of it."""
    begun, used = time.perf_counter(), processor()
    result = act()
    wall, cpu = time.perf_counter() - begun, processor() - used
    print(f"  {name:66} {cpu:8.3f} s processor {wall:8.3f} s  {goal}")
    return cpu, result


def processor() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def in_memory(rules: list[d.Rule], texts: list[str]) -> None:
    source = InMemory([text.encode() for text in texts])
    _cpu, plan = timed("compile all rules", lambda: prepared(rules, texts))
    cpu, columns = timed(f"apply to {len(texts):,}", lambda: plan.apply(source), "goal 0.6 s")
    loop = [as_python(rule.when) for rule in rules]
    slow, expected = timed(
        "the same by a loop of re",
        lambda: [[at for at, text in enumerate(texts) if one.search(text)] for one in loop],
    )
    same = [column.positions.tolist() for column in columns] == expected
    print(f"  {slow / cpu:.0f} times faster (goal 20); {sum(map(len, columns)):,} votes, the same: {same}")
    assert same


def prepared(rules: list[d.Rule], texts: list[str]) -> Plan:
    plan = Plan(rules)
    plan.apply(InMemory([text.encode() for text in texts[:1_000]]))
    return plan


def wide(rules: list[d.Rule], texts: list[str]) -> None:
    source = InMemory([text.encode() for text in texts])
    _cpu, plan = timed("compile for texts beyond ASCII", lambda: prepared(rules, texts))
    _cpu, columns = timed(f"apply to {len(texts):,} texts beyond ASCII", lambda: plan.apply(source))
    few = texts[:FEW]
    expected = [[at for at, text in enumerate(few) if as_python(rule.when).search(text)] for rule in rules]
    assert [column.positions[column.positions < FEW].tolist() for column in columns] == expected


def spans(condition: d.Condition, texts: list[str]) -> None:
    source = InMemory([text.encode() for text in texts])
    plan = Plan([d.Rule(1, condition, d.Says.SPANS)])
    timed(f"spans of one rule in {len(texts):,}", lambda: plan.apply(source))


def short(rules: list[d.Rule], texts: list[str]) -> None:
    """What somebody waits for while typing."""
    sample = Sample(
        InMemory([text.encode() for text in texts]), {at: frozenset({1}) for at in range(0, len(texts), 9)}
    )
    one, other = vocabulary()[20:22]
    near = d.Near(d.Keywords((one,)), d.Keywords((other,)), 5)
    for name, condition in (
        ("list of words", rules[3].when),
        ("pattern", rules[30].when),
        ("near", near),
        ("in the first 10 words", d.Within(d.Stretch(d.Side.FIRST, 10), d.Keywords((one,)))),
        ("not", d.Not(d.Keywords((one,)))),
    ):
        timed(
            f"preview on {len(texts):,}: {name}",
            lambda c=condition: preview(d.Rule(1, c), sample),
            "goal 0.1 s",
        )
    rng = random.Random(4)
    labelled = [Labelled(text, rng.randrange(3), {"source": rng.choice("abc")}) for text in texts]
    timed(
        f"suggest rules from {len(texts):,} labelled", lambda: suggest(labelled, least_lift=1.1), "goal 2 s"
    )


def in_processes(rules: list[d.Rule], count: int) -> None:
    """Two forked processes, a half of the texts each; the columns come back packed."""
    texts = [text.encode() for text in documents(count)]
    Worker.plan, Worker.source = prepared(rules, [text.decode() for text in texts[:1_000]]), InMemory(texts)
    bounds = [(count * number // PROCESSES, count * (number + 1) // PROCESSES) for number in range(PROCESSES)]
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        pool.map(Worker.apply, [(0, 100)] * PROCESSES)
        begun = time.perf_counter()
        parts = pool.map(Worker.apply, bounds, chunksize=1)
        wall = time.perf_counter() - begun
    used = [seconds for seconds, _packed in parts]
    votes = sum(len(Column.unpack(packed)) for _seconds, columns in parts for packed in columns)
    print(
        f"  {f'apply to {count:,} in {PROCESSES} processes ({votes:,} votes)':66} "
        f"{max(used):8.3f} s processor {wall:8.3f} s  goal 3 s (of the busier process)"
    )


class Worker:
    """What a forked process finds in its memory."""

    plan: Plan
    source: InMemory

    @classmethod
    def apply(cls, bounds: tuple[int, int]) -> tuple[float, list[bytes]]:
        begun = time.process_time()
        packed = [column.pack() for column in cls.plan.apply(cls.source, start=bounds[0], stop=bounds[1])]
        return time.process_time() - begun, packed


def from_cache(rule: d.Rule, count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="gloss-bench-texts-") as name:
        folder = Path(name)
        entries = (Entry(number, text, {}) for number, text in enumerate(documents(count)))
        timed(f"write {count:,} texts to the cache", lambda: build(folder, entries))
        plan = prepared([rule], list(documents(10)))
        timed(
            f"one changed rule over {count:,} texts of the cache",
            lambda: plan.apply(open_cache(folder)),
            "goal 2 s",
        )
