"""What does an answer count? The more, the more often its author said what gold says."""

from collections.abc import Mapping

LEAST, MOST = 0.1, 2.0
PRIOR = 10  # graded answers with which somebody's own figure weighs as much as everybody's
USUAL = 0.9  # of a crowd of which nothing is known


def weights_of(grades: Mapping[int, tuple[int, int]], labels: int) -> dict[int, float]:
    """Of each graded annotator: 1 is a crowd's usual member, and whoever does no better than chance has 0.1.

    Parameters
    ----------
    grades
        Answers that were right, and answers that were graded, by annotator.
    labels
        Of the question: with two, half of all guesses are right.

    Examples
    --------
    >>> found = weights_of({1: (95, 100), 2: (60, 100), 3: (1, 1)}, 2)
    >>> {person: round(weight, 2) for person, weight in found.items()}
    {1: 1.54, 2: 0.41, 3: 1.07}
    """
    right, graded = (sum(pair[side] for pair in grades.values()) for side in (0, 1))
    usual = (right + PRIOR * USUAL) / (graded + PRIOR)
    chance = 1 / max(labels, 2)
    room = max(usual - chance, 0.05)
    return {
        person: min(MOST, max(LEAST, ((hits + PRIOR * usual) / (count + PRIOR) - chance) / room))
        for person, (hits, count) in grades.items()
    }
