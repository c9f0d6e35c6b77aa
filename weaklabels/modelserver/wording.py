"""A question as such a server knows it: Label Studio's labelling configuration, tasks and annotations.

Published with label-studio-ml-backend, in label_studio_ml/api.py and model.py. A rating is put as a choice of its
steps, because those back-ends that rate texts are classifiers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from weaklabels.active.tokens import Stretch

FROM, TO, FIELD = "label", "text", "text"  # the names of the parts of our configuration


@dataclass(frozen=True)
class Asked:
    """What a question asks: the names of its labels, and what an answer is like."""

    names: Sequence[str]
    marks_words: bool
    takes_several: bool

    @property
    def kind(self) -> str:
        """Of one result, as the protocol names it."""
        return "labels" if self.marks_words else "choices"

    def config(self) -> str:
        """The configuration, as somebody would write it for Label Studio.

        Examples
        --------
        >>> print(Asked(["glad", "cross"], False, False).config())
        <View><Text name="text" value="$text"/><Choices name="label" toName="text" choice="single"><Choice \
value="glad"/><Choice value="cross"/></Choices></View>
        """
        outer, inner = ("Labels", "Label") if self.marks_words else ("Choices", "Choice")
        how = "" if self.marks_words else f' choice="{"multiple" if self.takes_several else "single"}"'
        parts = "".join(f"<{inner} value={quoteattr(name)}/>" for name in self.names)
        return (
            f'<View><Text name="{TO}" value="${FIELD}"/>'
            f'<{outer} name="{FROM}" toName="{TO}"{how}>{parts}</{outer}></View>'
        )

    def results(self, text: str, said: Iterable[str | Stretch]) -> list[dict[str, object]]:
        """An answer as the results of an annotation."""
        given = list(said)
        if not self.marks_words:
            return [self._result({"choices": given})] if given else []
        return [
            self._result(
                {"start": one.start, "end": one.end, "text": text[one.start : one.end], "labels": [one.label]}
            )
            for one in given
            if isinstance(one, Stretch)
        ]

    def _result(self, value: dict[str, object]) -> dict[str, object]:
        return {"from_name": FROM, "to_name": TO, "type": self.kind, "value": value}


def task(number: int, text: str) -> dict[str, object]:
    return {"id": number, "data": {FIELD: text}}
