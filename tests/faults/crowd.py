"""Many annotators at once, each with a tab that is opened again when it vanishes."""

import itertools
import math
import random
import threading
import traceback
from typing import Any, Self

from tests.faults.client import Habits, Tab, Vanished
from tests.faults.history import History

PATIENCE_SECONDS = 90
LIVES = 5  # so many tabs an unlucky one loses, before one lasts


class Crowd:
    """Works from `with` to its end; then every tab closes after the call it is in."""

    def __init__(self, port: int, world: dict[str, Any], habits: Habits, seed: int, people: int = 0) -> None:
        self.port, self.world, self.habits, self.seed = port, world, habits, seed
        self.history = History()
        self.closing = threading.Event()
        self.errors: list[str] = []
        self.vanished = 0
        usernames = list(world["people"])[: people or None]
        self.unlucky = set(random.Random(seed).sample(usernames, math.ceil(habits.vanishes * len(usernames))))
        self.threads = [
            threading.Thread(target=self.desk, args=[username], daemon=True) for username in usernames
        ]

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.closing.set()
        for thread in self.threads:
            thread.join(PATIENCE_SECONDS)
        assert not self.errors, self.errors[0]
        assert not any(thread.is_alive() for thread in self.threads), "a client hangs"

    def desk(self, username: str) -> None:
        for life in itertools.count():
            seed = f"{self.seed}/{username}/{life}"
            dies = username in self.unlucky and life < LIVES
            steps = random.Random(seed).randint(1, self.habits.vanishes_within) if dies else None
            try:
                Tab(self.port, self.world, username, self.history, seed, self.habits, steps).run(self.closing)
                return
            except Vanished:
                self.vanished += 1
            except Exception:
                self.errors.append(traceback.format_exc())
                return
