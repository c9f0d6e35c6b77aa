"""Real browsers on a bad network: nothing is lost, doubled or crossed, and "saved" is never said of what is not.

The short form makes 200 saves; SOAK=True (`make soak`) makes 2,000.
"""

import asyncio
import time
from collections import Counter

import pytest

from config.testing.soaking import LONG
from tests.faults import desks, told
from tests.faults.proxy import AFTER, BEFORE, BadNetwork

SEED = 20_261_125
PEOPLE, TABS = 3, 4  # the first person has two tabs
SAVES = 2_000 if LONG else 200
TROUBLE = 0.15  # of the requests
UNDOES = 0.1


@pytest.mark.browser
def test_real_browsers_on_a_bad_network_lose_double_and_cross_nothing(site, make_world):
    begun = time.monotonic()
    world = make_world(name="network", people=PEOPLE, documents=SAVES + 60, wants=[1], assigned=0)
    with BadNetwork(site.web.port, SEED) as network:
        pages = desks.in_chromium(lambda browser: work(browser, network, world))
    pressed = sum(len(page.pressed) for page in pages)
    states = Counter(state for page in pages for _, state in page.states)
    refused = sum(len(page.refused) for page in pages)
    print(
        f"\n{time.monotonic() - begun:.0f} s, {pressed} saves, {refused} refused, {network.befell.total()} faults "
        f"{dict(network.befell)}, states shown {dict(states)}"
    )
    assert told.check(site.query, world["project"], pages) == []
    assert pressed >= SAVES
    assert set(BEFORE + AFTER) == network.befell.keys()
    assert states["saved"] > TABS
    assert states["offline"] > 0


async def work(browser, network, world):
    """Open the tabs on a good day, work on a bad one, and wait on a good one until all is told."""
    people = list(world["people"])
    first = await desks.desk(browser, None, network.url, world, people[0], "0")
    tabs = [first, await desks.desk(browser, first.page.context, network.url, world, people[0], "0b")]
    tabs += [
        await desks.desk(browser, None, network.url, world, name, str(number))
        for number, name in enumerate(people[1:], 1)
    ]
    await asyncio.gather(*(tab.open() for tab in tabs))
    network.trouble = TROUBLE
    await asyncio.gather(*(tab.work(SAVES // TABS // 2, UNDOES) for tab in tabs))
    await tabs[-1].open()  # one tab is reloaded in the middle of it
    await asyncio.gather(*(tab.work(SAVES // TABS - SAVES // TABS // 2, UNDOES) for tab in tabs))
    network.trouble = 0
    await asyncio.gather(*(tab.until_all_is_told() for tab in tabs))
    return [tab.told for tab in tabs]
