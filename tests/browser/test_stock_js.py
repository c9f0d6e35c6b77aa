"""How many documents are held ahead, and when are they given back? The page's own code, with a made-up server."""

import pytest

pytestmark = pytest.mark.browser

PACE = """
async ([delays, pauses]) => {
  const { Pace } = await import("/static/js/pace.js")
  const pace = new Pace()
  let now = 0
  for (const delay of delays) pace.replied(delay)
  for (const pause of pauses) pace.finished((now += pause))
  return pace.ahead
}
"""

STOCK = """
async ({ quiet, replies, holds }) => {
  const { Stock } = await import("/static/js/stock.js")
  const sent = [], lost = []
  const server = { send: async (method, url, body) => (sent.push([url, body]), replies[url] ?? {}) }
  const bench = { current: () => 1, unsent: () => [8, 9], quiet: () => quiet }
  const tab = { name: "this one", is_alone: true }
  const urls = { leases: "leases", renewals: "renewals", releases: "releases" }
  const stock = new Stock({ server, urls, tab, bench })
  stock.receive({ documents: holds.map((id) => ({ id })) })
  stock.addEventListener("lost", () => lost.push(1))
  const ask = stock.ask()
  await stock.renew()
  return { ask, sent, size: stock.size, lost: lost.length }
}
"""


@pytest.fixture
def ahead(scripts):
    """How many are held ahead after replies that took so many milliseconds and answers so many seconds apart."""
    return lambda delays, seconds: scripts.evaluate(PACE, [delays, [1000 * pause for pause in seconds]])


def test_more_are_held_ahead_the_faster_they_are_answered_and_the_slower_replies_come(ahead):
    assert ahead([], []) == 3, "nothing is known yet"
    assert ahead([100], [60] * 5) == 3, "long documents"
    assert ahead([100], [6] * 20) == 6
    assert ahead([9_000], [6] * 20) == 8, "a slow network needs more"
    assert ahead([100], [0.5] * 20) == 9, "one key each"
    assert ahead([100], [0.5] * 20 + [60] * 20) == 3, "slower again"
    assert ahead([100], [3600] * 20) == 3, "pauses are no pace"


def test_the_stock_asks_for_what_it_lacks_and_names_all_it_holds(scripts):
    stock = scripts.evaluate(STOCK, {"quiet": 0, "replies": {"renewals": {"lost": []}}, "holds": [2, 3]})
    assert stock["ask"] == {"want": 1, "holding": [1, 2, 3, 8, 9], "tab": "this one"}
    assert stock["sent"][0] == ["renewals", {"current": 1, "holding": [1, 2, 3, 8, 9], "tab": "this one"}]


def test_never_more_than_ten_are_asked_for_in_all(scripts):
    many = list(range(20, 32))
    assert scripts.evaluate(STOCK, {"quiet": 0, "replies": {}, "holds": many})["ask"]["want"] == 0


def test_what_went_to_others_is_dropped_and_made_up_for(scripts):
    replies = {"renewals": {"lost": [1, 3]}, "leases": {"documents": [{"id": 4}, {"id": 5}]}}
    stock = scripts.evaluate(STOCK, {"quiet": 0, "replies": replies, "holds": [2, 3]})
    assert (stock["size"], stock["lost"]) == (3, 1)


def test_a_document_nobody_stirs_at_keeps_its_lease_but_gets_no_new_one(scripts):
    stock = scripts.evaluate(
        STOCK, {"quiet": 90_000, "replies": {"renewals": {"lost": []}}, "holds": [2, 3, 4]}
    )
    assert stock["sent"] == [["renewals", {"current": None, "holding": [2, 3, 4, 8, 9], "tab": "this one"}]]


def test_when_nobody_is_there_others_get_what_lies_ahead(scripts):
    stock = scripts.evaluate(STOCK, {"quiet": 121_000, "replies": {}, "holds": [2, 3]})
    assert stock["sent"] == [["releases", {"documents": [2, 3], "on_screen": None, "tab": "this one"}]]
    assert stock["size"] == 0
