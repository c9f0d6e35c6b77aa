"""A long document with many marks, for tests and for the benchmark: its text, its marks, and keys pressed in it."""

import random

CHARACTERS, SPANS = 200_000, 2_000

# For each key the milliseconds from its event to a page that is laid out anew; the browser draws in the frame after.
MEASURE = """(keys) => keys.map(([key, modifiers]) => {
  const text = document.querySelector("span-text")
  const began = performance.now()
  const press = { key, bubbles: true, cancelable: true, ...modifiers }
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", press))
  text.getBoundingClientRect()
  text.scrollHeight
  return performance.now() - began
})"""

PLAIN: dict[str, bool] = {}
KEYS = {
    "a word": [["ArrowRight", PLAIN]] * 5,
    "extend": [["ArrowRight", {"shiftKey": True}]] * 5,
    "a character": [["ArrowRight", {"ctrlKey": True}]] * 5,
    "label": [["l", PLAIN]],
    "next mark": [["Tab", PLAIN]] * 10,
    "move an end": [["ArrowRight", {"shiftKey": True}]] * 5,
    "relabel": [["p", PLAIN], ["l", PLAIN]],
    "delete": [["Delete", PLAIN]],
    "choose": [["1", PLAIN]] * 2,
}


def long_text() -> str:
    """Paragraphs of a novel's length each, with emoji, both line ends and an Arabic one now and then."""
    dice = random.Random(7)
    words = (
        "the of and said Ann went to Rome again 😀 where rain fell, Bob was glad. because nobody knew".split()
    )
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < CHARACTERS:
        line = " ".join(dice.choice(words) for _ in range(dice.randint(20, 160)))
        paragraphs.append(
            ("قالت آن شيئا. " if dice.random() < 0.05 else "") + line + dice.choice(["\n", "\r\n", "\n\n"])
        )
    return "".join(paragraphs)[:CHARACTERS]


def many_spans(labels: list[int]) -> list[dict[str, int]]:
    """Spans all over the text; some of them overlap."""
    step = CHARACTERS // SPANS
    starts = [number * step + (0 if number % 5 else 3) for number in range(SPANS)]
    return [
        {"start": start, "end": start + 12 + number % 7 * 31, "label": labels[number % len(labels)]}
        for number, start in enumerate(starts)
    ]
