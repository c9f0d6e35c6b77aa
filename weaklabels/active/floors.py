"""How does a rare label get its answers while the model hardly knows it?"""

import numpy as np
from numpy.typing import NDArray

from weaklabels.active.pools import Floats, Pool

ENOUGH_OF_EACH = 5  # answers of a label; below it the label is rare
FLOOR_EVERY = 5  # one place in five is for them
MOST_RARE = 20  # labels at once, the rarest first; with thousands of labels the others wait


def rare_labels(counts: NDArray[np.integer]) -> NDArray[np.int64]:
    """Labels with fewer than 5 answers, the rarest first.

    Examples
    --------
    >>> rare_labels(np.array([40, 4, 0])).tolist()
    [2, 1]
    """
    order = np.argsort(counts, kind="stable")
    return order[counts[order] < ENOUGH_OF_EACH][:MOST_RARE]


def floor_places(pool: Pool, places: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Rows that may have a rare label, the labels taking turns, and the label of each; none is given twice.

    The likeliest first, by the model or the rules, whichever is surer; a label of which neither knows gets none.
    """
    rare = rare_labels(pool.counts)
    likeliest = {int(label): _likeliest(_likelihood(pool, label), places) for label in rare}
    rows: list[int] = []
    labels: list[int] = []
    taken: set[int] = set()
    for turn in range(places):
        for label, order in likeliest.items():
            if turn < len(order) and order[turn] not in taken:
                taken.add(order[turn])
                rows.append(order[turn])
                labels.append(label)
    return np.array(rows[:places], np.int64), np.array(labels[:places], np.int32)


def with_floor(rows: NDArray[np.int64], floor: NDArray[np.int64]) -> NDArray[np.int64]:
    """The list with every fifth place given to the floor's rows, as far as they go.

    Examples
    --------
    >>> with_floor(np.arange(8), np.array([90, 3])).tolist()
    [0, 1, 2, 4, 90, 5, 6, 7, 3]
    """
    if not len(floor):
        return rows
    others = rows[~np.isin(rows, floor)]
    before = np.minimum(np.arange(1, len(floor) + 1) * (FLOOR_EVERY - 1), len(others))
    return np.insert(others, before, floor)


def _likelihood(pool: Pool, label: int) -> Floats:
    said = [] if pool.probabilities is None else [pool.probabilities[:, label]]
    if pool.rules is not None:
        said.append(pool.rules.soft[:, label])
    return np.max(said, axis=0) if said else np.zeros(len(pool))


def _likeliest(likelihood: Floats, places: int) -> list[int]:
    places = min(places, len(likelihood))
    if not places:
        return []
    top = np.argpartition(-likelihood, places - 1)[:places]
    top = top[likelihood[top] > 0]
    return top[np.argsort(-likelihood[top], kind="stable")].tolist()
