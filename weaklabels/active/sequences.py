"""A text as the runs of words that a span model reads at a time, and the cues of each."""

from collections.abc import Iterable, Sequence

from weaklabels.active.cues import Lists, cues_of
from weaklabels.active.tokens import Stretch, Token, cut_at, tokens_of

LONGEST = 1_000  # tokens read at a time

Words = list[Token]


def cut_up(text: str, spans: Sequence[Stretch] = ()) -> list[Words]:
    """The words of a text, in runs: cut at empty lines and after 1,000 words, but never inside a span."""
    edges = [edge for span in spans for edge in (span.start, span.end)]
    tokens = cut_at(tokens_of(text), edges)
    found: list[Words] = []
    run: Words = []
    reached = 0  # the end of the spans that have begun
    waiting = sorted(spans, reverse=True)
    if not waiting and "\n" not in text and len(tokens) <= LONGEST:
        return [tokens] if tokens else []
    for token in tokens:
        over = run and (len(run) >= LONGEST or text.count("\n", run[-1].end, token.start) > 1)
        if over and token.start >= reached:
            found.append(run)
            run = []
        while waiting and waiting[-1].start <= token.start:
            reached = max(reached, waiting.pop().end)
        run.append(token)
    return [*found, run] if run else found


def cues(words: Words, hints: Iterable[Stretch], lists: Lists) -> list[list[str]]:
    marks: list[list[str]] = [[] for _word in words]
    for first, last, name in lists.hits(words):
        mark(marks, range(first, last), f"list={name}")
    for hint in hints:
        inside = [at for at, word in enumerate(words) if word.start < hint.end and word.end > hint.start]
        mark(marks, inside, f"rule={hint.label}")
    return cues_of(words, marks)


def mark(marks: list[list[str]], places: Sequence[int], name: str) -> None:
    for number, at in enumerate(places):
        marks[at].append(f"{name}:{'first' if not number else 'more'}")
