"""What the tests of the model share: documents about two things, made up, that a model can learn apart."""

import numpy as np
import pytest

ANIMALS = "cat dog horse sheep cow goat hen duck goose pig".split()
TOOLS = "hammer saw drill plane chisel file rasp pliers wrench vice".split()
ELSE = "the a old new one other big small red green here there today always never".split()


def documents(count, seed=0, kinds=(ANIMALS, TOOLS)):
    """Texts, and which kind of word each has."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, len(kinds), count)
    texts = [" ".join([*rng.choice(ELSE, 6), *rng.choice(kinds[kind], 2)]) for kind in truth]
    return texts, truth


@pytest.fixture(scope="session")
def made_up():
    return documents
