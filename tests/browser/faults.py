"""What axe finds wrong with a page, in a light and in a dark scheme.

Most of its work is to tell of each word whether it stands out from what lies behind it. That depends on how the word
and the elements around it are drawn, and on nothing else: what has passed once passes again, here and on other pages.
"""

from axe_playwright_python.base import AXE_SCRIPT, AxeResults

AXE = "testing/axe.js"
# The scheme changes colours and nothing else, so that what the other rules ask for was seen in the light one.
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}

# Let axe's check of contrast remember what has passed: by the element's own look, and the look of all around it.
REMEMBER = """
{
  const rule = axe._audit.rules.find(({ id }) => id === "color-contrast")
  const check = axe._audit.checks["color-contrast"]
  const { matches } = rule, { evaluate } = check
  const style = (element) => getComputedStyle(element)
  const NOTHING = "rgba(0, 0, 0, 0) none 1 static"
  let places, looks

  const nameOf = (element) => `${element.localName} ${element.getAttribute("class")}`
  // What draws nothing and stands in the flow adds nothing to the place of what is in it.
  const placeOf = (element) => {
    if (!(element instanceof Element)) return ""
    if (!places.has(element)) {
      const { backgroundColor, backgroundImage, opacity, position } = style(element)
      const around = placeOf(element.parentNode)
      const drawn = `${backgroundColor} ${backgroundImage} ${opacity} ${position}`
      places.set(element, drawn === NOTHING ? around : hash(`${around} ${nameOf(element)} ${drawn}`))
    }
    return places.get(element)
  }
  const lookOf = (element) => {
    if (!looks.has(element)) {
      const { color, fontSize, fontWeight, textShadow } = style(element)
      const drawn = `${color} ${fontSize} ${fontWeight} ${textShadow}`
      looks.set(element, hash(`${placeOf(element)} ${nameOf(element)} ${drawn}`))
    }
    return looks.get(element)
  }
  // FNV-1a from two beginnings: 64 bits tell some thousand looks apart
  const fnv = (words, beginning) => {
    let sum = beginning
    for (let at = 0; at < words.length; at += 1) sum = Math.imul(sum ^ words.charCodeAt(at), 0x01000193)
    return (sum >>> 0).toString(36)
  }
  const hash = (words) => `${fnv(words, 0x811c9dc5)}-${fnv(`${words} `, 0x2f0b4c47)}`

  let passed
  axe.begin = (known) => {
    places = new Map(), looks = new Map()
    passed = new Set(known.split(" "))
    axe.learned = []
  }
  const hasWords = (element) =>
    element.matches("input, select, textarea") ||
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())
  rule.matches = function (element, ...more) {
    return hasWords(element) && !passed.has(lookOf(element)) && matches.call(this, element, ...more)
  }
  check.evaluate = function (element, ...more) {
    const look = lookOf(element)
    if (passed.has(look)) return true
    const outcome = evaluate.call(this, element, ...more)
    if (outcome === true) {
      passed.add(look)
      axe.learned.push(look)
    }
    return outcome
  }
}
"""

# Rows of a table are alike, and axe takes seconds for fifty of them.
FIND_FAULTS = """
async ([more, known]) => {
  axe.begin(known)
  const options = { resultTypes: ["violations"], reporter: "no-passes", ...more }
  const { violations } = await axe.run({ exclude: [["tbody tr:nth-child(n + 11)"]] }, options)
  return { violations, learned: axe.learned }
}
"""


class Watch:
    """Looks at one page after the other, and remembers which words stood out."""

    def __init__(self):
        self.passed = set()

    def faults_in(self, page, rules):
        if not page.evaluate("'axe' in window"):
            bring_axe(page)
        found = page.evaluate(FIND_FAULTS, [rules, " ".join(self.passed)])
        self.passed |= set(found.pop("learned"))
        return AxeResults(found)


def bring_axe(page):
    """Half a megabyte. What the server itself sends the browser fetches and compiles once, not for each page."""
    if page.url.startswith("http"):
        page.evaluate(f"import('/static/{AXE}')")
        return
    devtools = page.context.new_cdp_session(page)  # a page that came from no server may forbid all scripts
    devtools.send("Runtime.evaluate", {"expression": AXE_SCRIPT + REMEMBER})
    devtools.detach()


def serve_axe(static_root):
    """Lay it among the static files, before the server looks what there is."""
    script = static_root / AXE
    script.parent.mkdir(parents=True)
    script.write_text(AXE_SCRIPT + REMEMBER, encoding="utf-8")
