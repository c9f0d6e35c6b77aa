"""What is to be written anew after a change of the labels, and by whom."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from annotate.models import Schema, Source


@dataclass(frozen=True)
class Transfer:
    """A label that answers another question from now on.

    Where `leaves_open`, an answer that said nothing else to the first question has said nothing there now. Where
    the other `takes_one` label and has one, it keeps it. In both cases the author is asked, with a note on what to
    look at.
    """

    question: int
    into: int
    leaves_open: bool
    takes_one: bool
    note: str
    note_on_both: str


@dataclass(frozen=True)
class Rewrite:
    """Answers with these labels say the others instead; or, with `takes_back`, what they said before that source.

    `takers_back` are sources that took back what another wrote, each with that other one. With `transfer` the labels
    are of another question; what `spares` wrote is left to its taking back.
    """

    schema: Schema
    source: Source  # that writes
    labels: Mapping[int, int] = field(default_factory=dict)
    takes_back: Source | None = None
    takers_back: Sequence[tuple[Source, Source]] = ()
    transfer: Transfer | None = None
    spares: Source | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The values of the statements."""
        undone = [self.takes_back] if self.takes_back else []
        takers = [taker for taker, _other in self.takers_back]
        return {
            "project": self.schema.project_id,
            "schema": self.schema.id,
            "source": self.source.id,
            "actor": self.source.user_id,
            "labels": list(self.labels),
            "instead": list(self.labels.values()),
            "takes_back": undone[0].id if undone else 0,
            "writers": [source.id for source in [*undone, *takers]],
            "deciders": [source.user_id for source in [*undone, *takers]],
            "takers_back": [source.id for source in takers],
            "spares": self.spares.id if self.spares else 0,
            **(asdict(self.transfer) if self.transfer else {}),
        }
