"""The pure parts of what keeps work: the server's time, the newer of two drafts, and the way back."""

import pytest

pytestmark = pytest.mark.browser

CLOCK = """
async (steps) => {
  const { ServerClock } = await import("/static/js/server-clock.js")
  let elapsed = 0
  const clock = new ServerClock(() => elapsed)
  for (const [name, ms] of steps) name === "hear" ? clock.hear(ms) : (elapsed += ms)
  return clock.now()
}
"""

NEWER = """
async ([document, local]) => (await import("/static/js/drafts.js")).newerDraft(document, local)
"""

TRAIL = """
async ({ earlier, here, back }) => {
  const { Trail } = await import("/static/js/trail.js")
  const answers = [...here].reverse().concat(earlier) // as the server lists them: newest first
  const server = {
    async send(method, url) {
      if (!url.startsWith("/answers/")) return { id: Number(url.split("/")[2]) }
      const from = Number(new URL(url, location.origin).searchParams.get("before") ?? 0)
      const next = from + 30 < answers.length ? String(from + 30) : null
      return { answers: answers.slice(from, from + 30).map((document) => ({ document })), next }
    },
  }
  const urls = { answers: "/answers/", document: "/documents/0/" }
  const trail = new Trail({ server, urls, recall: async (document) => document })
  for (const id of here) trail.push({ id })
  const way = []
  for (let step = 0; step < back; step += 1) way.push((await trail.pop())?.id ?? null)
  return way
}
"""


def test_the_servers_time_goes_on_by_itself_and_late_word_does_not_turn_it_back(scripts):
    assert scripts.evaluate(CLOCK, []) == 0
    assert scripts.evaluate(CLOCK, [["hear", 1000], ["wait", 500]]) == 1500
    assert scripts.evaluate(CLOCK, [["hear", 1000], ["wait", 500], ["hear", 1200]]) == 1500
    assert scripts.evaluate(CLOCK, [["hear", 1000], ["wait", 500], ["hear", 9000], ["wait", 1]]) == 9001


A, B = {"key": "a"}, {"key": "b"}


def draft(changed_at, replaces=None):
    return {"changed_at": changed_at, "replaces": replaces}


@pytest.fixture
def newer(scripts):
    """What is gone on with, of the server's draft and this disk's, on a document with this answer."""
    return lambda answer, remote, local: scripts.evaluate(NEWER, [{"answer": answer, "draft": remote}, local])


def test_of_two_drafts_the_newer_is_gone_on_with(newer):
    assert newer(None, None, None) is None
    assert newer(None, draft(1), None) == draft(1)
    assert newer(None, None, draft(1)) == draft(1)
    assert newer(None, draft(1), draft(2)) == draft(2)
    assert newer(None, draft(2), draft(1)) == draft(2)


def test_a_draft_that_an_answer_came_of_or_overtook_is_not_gone_on_with(newer):
    assert newer(A, draft(1, "a"), draft(2)) == draft(1, "a"), "what lies here became the answer"
    assert newer(A, None, draft(2)) is None
    assert newer(B, None, draft(2, "a")) is None, "answered anew on another device"
    assert newer(A, {"responses": []}, draft(2, "a")) == draft(2, "a"), "kept before drafts had times"


def test_the_way_back_is_fifty_deep_in_this_session(scripts):
    here = list(range(1, 51))
    assert scripts.evaluate(TRAIL, {"earlier": [], "here": here, "back": 51}) == [*reversed(here), None]


def test_the_way_back_goes_on_through_earlier_sessions(scripts):
    earlier = list(range(200, 140, -1))
    way = scripts.evaluate(TRAIL, {"earlier": earlier, "here": [1, 2], "back": 62})
    assert way == [2, 1, *earlier]


def test_the_way_back_leaves_out_nothing_that_was_done_long_ago_in_this_session(scripts):
    here = list(range(1, 61))
    assert scripts.evaluate(TRAIL, {"earlier": [99], "here": here, "back": 61}) == [*reversed(here), 99]
