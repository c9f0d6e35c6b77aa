"""The least whole number for which something begins to hold and then keeps holding."""

from collections.abc import Callable


def lowest(holds: Callable[[int], bool], low: int, high: int) -> int:
    """By halving; `high` if it holds for none below.

    >>> lowest(lambda number: number**2 >= 50, 0, 100)
    8
    """
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low
