"""What a server answered, if it can be believed: its labels are ours, its spans stand where it says they do."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import gettext as _

from weaklabels.active.tokens import Scored
from weaklabels.connecting import NoAnswer
from weaklabels.modelserver.wording import Asked

MOST_RESULTS = 1_000  # of one text
LONGEST_SHOWN = 60
LONGEST_VERSION = 200


@dataclass(frozen=True)
class Said:
    """What a server says of one text: names of labels or spans, and how sure it is of the whole; None: it is silent."""

    labels: tuple[str, ...] = ()
    spans: tuple[Scored, ...] = ()
    score: float | None = None


class OneByOne(Exception):
    """One result came for many texts: the server takes them one at a time."""


def json_of(who: str, content: bytes) -> dict[str, Any]:
    """The object that was sent. Raises NoAnswer."""
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise NoAnswer(_("%(who)s sent something that is no JSON object.") % {"who": who})
    return found


def version_in(found: Mapping[str, Any]) -> str:
    return quoted(found.get("model_version") or "", LONGEST_VERSION)


def quoted(written: Any, longest: int = LONGEST_SHOWN) -> str:
    """What a server wrote, as we may repeat it: short, and without NUL, which no text in a database may hold."""
    return str(written)[:longest].replace("\0", "\N{REPLACEMENT CHARACTER}")


def predictions_in(who: str, asked: Asked, texts: Sequence[str], content: bytes) -> list[Said]:
    """One for each text, in order. Raises NoAnswer with what cannot be believed, or OneByOne."""
    results = json_of(who, content).get("results")
    if not isinstance(results, list):
        raise NoAnswer(_("%(who)s sent no list of results.") % {"who": who})
    if not results:
        return [Said()] * len(texts)
    if len(results) == 1 and len(texts) > 1:
        raise OneByOne
    if len(results) != len(texts):
        raise NoAnswer(
            _("%(who)s sent %(count)s results for %(texts)s texts.")
            % {"who": who, "count": len(results), "texts": len(texts)}
        )
    return [_Reader(who, asked, text).said(one) for text, one in zip(texts, results, strict=True)]


@dataclass(frozen=True)
class _Reader:
    who: str
    asked: Asked
    text: str

    def said(self, prediction: Any) -> Said:
        """Of several predictions for a text the first."""
        one = prediction[0] if isinstance(prediction, list) and prediction else prediction
        if one in (None, [], {}):
            return Said()
        if not isinstance(one, dict) or not isinstance(one.get("result", []), list):
            raise self._no_prediction()
        results = one.get("result", [])
        self._check_number(len(results))
        score = chance(one.get("score"))
        if self.asked.marks_words:
            return Said(spans=self._marked(results, score), score=score)
        labels = tuple(dict.fromkeys(name for part in results for name in self._labels(part)))
        if len(labels) > 1 and not self.asked.takes_several:
            raise NoAnswer(
                _("%(who)s gives %(count)s labels to one text, and the question takes one.")
                % {"who": self.who, "count": len(labels)}
            )
        return Said(labels, score=score)

    def _labels(self, part: Any) -> list[str]:
        value = self._value(part, ("choices", "rating"))
        given = value.get("choices", [value["rating"]] if "rating" in value else [])
        names = [str(one) for one in given] if isinstance(given, list) else [str(given)]
        self._check_known(names)
        return names

    def _marked(self, results: Sequence[Any], score: float | None) -> tuple[Scored, ...]:
        """Each span once, as sure as where it was surest: several models in one may say the same."""
        surest: dict[tuple[int, int, str], Scored] = {}
        for part in results:
            for span in self._spans(part, score):
                place = span.start, span.end, span.label
                if place not in surest or span.score > surest[place].score:
                    surest[place] = span
        self._check_number(len(surest))
        return tuple(surest.values())

    def _spans(self, part: Any, score: float | None) -> list[Scored]:
        value = self._value(part, ("labels",))
        if not value:
            return []
        names = value.get("labels")
        if not isinstance(names, list):
            raise self._no_prediction()
        names = list(dict.fromkeys(map(str, names)))
        self._check_known(names)
        start, end = self._place(value)
        own = chance(part.get("score"))
        sure = own if own is not None else 1.0 if score is None else score
        return [Scored(start, end, name, sure) for name in names]

    def _value(self, part: Any, types: Sequence[str]) -> dict[str, Any]:
        """What a result holds; nothing of one about another part of a page."""
        if not isinstance(part, dict) or not isinstance(part.get("value"), dict):
            raise self._no_prediction()
        return part["value"] if part.get("type") in types else {}

    def _place(self, value: Mapping[str, Any]) -> tuple[int, int]:
        """Where a span stands, in code points, if it stands there."""
        start, end = value.get("start"), value.get("end")
        if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(self.text):
            raise NoAnswer(
                _("%(who)s found a span from %(start)s to %(end)s in a text of %(length)s characters.")
                % {
                    "who": self.who,
                    "start": quoted(start),
                    "end": quoted(end),
                    "length": len(self.text),
                }
            )
        if isinstance(value.get("text"), str) and value["text"] != self.text[start:end]:
            raise NoAnswer(
                _(
                    "%(who)s says that other words stand from %(start)s to %(end)s than do. Its offsets are wrong."
                )
                % {"who": self.who, "start": start, "end": end}
            )
        return start, end

    def _check_known(self, names: Sequence[str]) -> None:
        for name in names:
            if name not in self.asked.names:
                raise NoAnswer(
                    _("%(who)s gives the label “%(label)s”, which is none here. There are: %(names)s.")
                    % {
                        "who": self.who,
                        "label": quoted(name),
                        "names": ", ".join(list(self.asked.names)[:30]),
                    }
                )

    def _check_number(self, count: int) -> None:
        if count > MOST_RESULTS:
            raise NoAnswer(
                _("%(who)s found %(count)s things in one text. At most %(most)s are taken.")
                % {"who": self.who, "count": count, "most": MOST_RESULTS}
            )

    def _no_prediction(self) -> NoAnswer:
        return NoAnswer(_("%(who)s sent something that is no prediction.") % {"who": self.who})


def chance(score: Any) -> float | None:
    """A number from 0 to 1, or None: back-ends that do not know put all sorts of things there.

    >>> chance(0.25), chance("0.3"), chance(7), chance(float("nan")), chance(True)
    (0.25, None, None, None, None)
    """
    if isinstance(score, bool) or not isinstance(score, int | float) or math.isnan(score):
        return None
    return float(score) if 0 <= score <= 1 else None
