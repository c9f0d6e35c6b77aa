"""Do two answers say the same?"""

from typing import Any


def plain(content: dict[str, Any]) -> Any:
    """What an answer says without what does not count: order, and white space in a text.

    >>> plain({"labels": [3, 1]}) == plain({"labels": [1, 3]})
    True
    >>> plain({"text": "as  said\\n"})
    'as said'
    """
    if "text" in content:
        return " ".join(content["text"].split())
    if "labels" in content:
        return sorted(content["labels"])
    if "spans" in content:
        return sorted(place(span) for span in content["spans"])
    if "relations" in content:
        return sorted((place(one["from"]), place(one["to"]), one["label"]) for one in content["relations"])
    return content


def place(span: dict[str, int]) -> tuple[int, int, int]:
    return span["start"], span["end"], span["label"]
