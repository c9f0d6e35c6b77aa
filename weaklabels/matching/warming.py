"""Make the engine ready before somebody waits for it: the first rule of a process costs ten times what the next do."""

from weaklabels.matching import definitions as d
from weaklabels.matching.applying import InMemory
from weaklabels.matching.previewing import Sample, preview

TEXTS = [b"I want my money back, please.", "Zoë’s parcel never came.".encode()] * 300
CONDITIONS: tuple[d.Condition, ...] = (
    d.Keywords(("money back", "refund")),
    d.Pattern(r"\bparcels?\b"),
    d.Near(d.Keywords(("parcel",)), d.Keywords(("never",)), 3),
)


def warm_up() -> None:
    """Try a rule of each kind, on texts in ASCII and beyond."""
    sample = Sample(InMemory(TEXTS))
    for condition in CONDITIONS:
        preview(d.Rule(1, condition), sample)
