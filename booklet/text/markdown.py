"""Markdown as a page shows it: HTML that can do no harm, with places for what is live.

Raw HTML is text. What comes out passes a sanitiser with a short list of elements, so that a fault of the renderer
harms nobody.
`[[Title]]` links to another page. A line `{{label: objection}}` is a live block, which the page fills in as it is read.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

LIVE = re.compile(r"\{\{ *(label|decision|example|map|interview) *: *([^{}\n]{1,120}?) *\}\}[ \t]*$")
PAGE_LINK = re.compile(r'<a href="page:(\d+)">')
HOLE = re.compile(r'<div data-live="(\d+)"></div>')
ADDRESS = re.compile(r"(https?://|mailto:|/(?!/)|#)", re.IGNORECASE)
LONGEST_TITLE = 120
KEPT_RENDERED = 500
ELEMENTS = {
    "a", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"}, "ol": {"start"}, "td": {"data-align"}, "th": {"data-align"}, "div": {"data-live"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}  # fmt: skip


@dataclass(frozen=True)
class Live:
    """A place in a page for what is read anew each time: its kind, and which one."""

    kind: str
    name: str


@dataclass(frozen=True)
class Rendered:
    """A page's HTML with numbered holes, what belongs into them, and the titles it links to."""

    html: str
    live: tuple[Live, ...]
    titles: tuple[str, ...]

    def parts(self, addresses: Mapping[str, str]) -> list[str | Live]:
        """The page piece by piece. `addresses` says where a title leads; a title without one stays a plain mark.

        A string is safe HTML.
        """
        pieces = HOLE.split(PAGE_LINK.sub(lambda found: self._link(found, addresses), self.html))
        return [self.live[int(piece)] if index % 2 else piece for index, piece in enumerate(pieces) if piece]

    def _link(self, found: re.Match[str], addresses: Mapping[str, str]) -> str:
        address = addresses.get(self.titles[int(found[1])])
        return f'<a href="{escapeHtml(address)}">' if address else '<a data-missing="">'


@lru_cache(maxsize=KEPT_RENDERED)
def render(text: str) -> Rendered:
    """The text as HTML.

    Parameters
    ----------
    text : str
        Markdown: CommonMark with tables and strikethrough, `[[Title]]` and `{{kind: name}}`. Pictures are links.

    Examples
    --------
    >>> render("# Price\\nSee [[Budget]] <b>now</b>").html
    '<h2 id="price">Price</h2>\\n<p>See <a href="page:0">Budget</a> &lt;b&gt;now&lt;/b&gt;</p>\\n'
    """
    found: dict[str, Any] = {"live": [], "titles": [], "ids": set()}
    html = _MARKDOWN.render(text, found)
    clean = nh3.clean(
        html,
        tags=ELEMENTS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "page"},
        link_rel=None,
        strip_comments=True,
    )
    return Rendered(clean, tuple(found["live"]), tuple(found["titles"]))


def links_of(text: str) -> tuple[str, ...]:
    """The titles a page links to, each once, in their order."""
    return render(text).titles


def anchor(words: str, taken: set[str]) -> str:
    """A heading's address on its page."""
    base = "-".join(re.findall(r"\w+", words.lower()))[:60] or "part"
    numbered = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    chosen = next(name for name in numbered if name not in taken)
    taken.add(chosen)
    return chosen


def _title_link(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[[", state.pos):
        return False
    end = state.src.find("]]", state.pos + 2, min(state.posMax, state.pos + 4 + LONGEST_TITLE))
    title = state.src[state.pos + 2 : end].strip() if end > 0 else ""
    if not title or "[" in title or "\n" in title:
        return False
    if not silent:
        token = state.push("title_link", "", 0)
        token.content = title
    state.pos = end + 2
    return True


def _live_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    found = LIVE.match(line)
    if state.is_code_block(start) or not found:
        return False
    if not silent:
        token = state.push("live", "", 0)
        token.meta = {"live": Live(found[1], found[2])}
        state.line = start + 1
    return True


def _render_title(renderer: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    title = tokens[index].content
    if title not in env["titles"]:
        env["titles"].append(title)
    return f'<a href="page:{env["titles"].index(title)}">{escapeHtml(title)}</a>'


def _render_live(renderer: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    env["live"].append(tokens[index].meta["live"])
    return f'<div data-live="{len(env["live"]) - 1}"></div>\n'


def _render_heading(renderer: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    """A heading, one level down: the page's title is the first."""
    token = tokens[index]
    token.tag = f"h{min(int(token.markup.count('#') or ('=-'.index(token.markup[:1]) + 1)) + 1, 6)}"
    if token.nesting == 1:
        token.attrSet("id", anchor(tokens[index + 1].content, env["ids"]))
    return renderer.renderToken(tokens, index, options, env)


def _render_cell(renderer: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    style = tokens[index].attrs.pop("style", None)
    if style:
        tokens[index].attrSet("data-align", str(style).removeprefix("text-align:"))
    return renderer.renderToken(tokens, index, options, env)


def _made() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])
    markdown.disable(["image", "html_block", "html_inline"])
    markdown.validateLink = lambda address: bool(ADDRESS.match(address.strip()))
    markdown.inline.ruler.before("link", "title_link", _title_link)
    markdown.block.ruler.before("paragraph", "live", _live_line, {"alt": ["paragraph", "blockquote", "list"]})
    rules: dict[str, Callable[..., str]] = {
        "title_link": _render_title, "live": _render_live, "heading_open": _render_heading,
        "heading_close": _render_heading, "th_open": _render_cell, "td_open": _render_cell,
    }  # fmt: skip
    for name, rule in rules.items():
        markdown.add_render_rule(name, rule)
    return markdown


_MARKDOWN = _made()
