"""Markdown as a page shows it: HTML that can do no harm, with places for what is live.

Raw HTML is text. What comes out passes a sanitiser with a short list of elements, so that a fault of the renderer
harms nobody.
`[[Title]]` links to another page, `![What it shows](picture:3)` is a picture of the booklet. A line
`{{label: objection}}` is a live block, which the page fills in as it is read.
"""

import html
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
PICTURE = re.compile(r'<img src="picture:(\d+)" alt="([^"]*)">')
PICTURE_ADDRESS = re.compile(r"picture:([1-9]\d{0,7})$")
ADDRESS = re.compile(r"(https?://|mailto:|/(?!/)|#)", re.IGNORECASE)
LONGEST_TITLE = 120
KEPT_RENDERED = 500
ELEMENTS = {
    "a", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h2", "h3", "h4", "h5", "h6", "hr",
    "img", "li", "ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"}, "ol": {"start"}, "td": {"data-align"}, "th": {"data-align"},
    "div": {"data-live"}, "img": {"src", "alt"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}  # fmt: skip


@dataclass(frozen=True)
class Live:
    """A place in a page for what is read anew each time: its kind, and which one."""

    kind: str
    name: str


@dataclass(frozen=True)
class Placed:
    """Where a picture is, and its size in points."""

    address: str
    width: int
    height: int


NO_PICTURES: Mapping[int, Placed] = {}


@dataclass(frozen=True)
class Rendered:
    """A page's HTML with numbered holes, what belongs into them, the titles it links to and the pictures it shows."""

    html: str
    live: tuple[Live, ...]
    titles: tuple[str, ...]
    pictures: tuple[int, ...] = ()

    def parts(
        self, addresses: Mapping[str, str], pictures: Mapping[int, Placed] = NO_PICTURES
    ) -> list[str | Live]:
        """The page piece by piece. `addresses` says where a title leads; a title without one stays a plain mark.

        Of a picture that is not among `pictures` its description is shown. A string is safe HTML.
        """
        linked = PAGE_LINK.sub(lambda found: self._link(found, addresses), self.html)
        pieces = HOLE.split(PICTURE.sub(lambda found: _picture(found, pictures), linked))
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
        Markdown: CommonMark with tables and strikethrough, `[[Title]]` and `{{kind: name}}`. A picture that is none
        of the booklet's is a link.

    Examples
    --------
    >>> render("# Price\\nSee [[Budget]] <b>now</b>").html
    '<h2 id="price">Price</h2>\\n<p>See <a href="page:0">Budget</a> &lt;b&gt;now&lt;/b&gt;</p>\\n'
    """
    found: dict[str, Any] = {"live": [], "titles": {}, "pictures": {}, "ids": {}}
    clean = nh3.clean(
        _MARKDOWN.render(text, found),
        tags=ELEMENTS,
        attributes=ATTRIBUTES,
        attribute_filter=_only_ours,
        url_schemes={"http", "https", "mailto", "page", "picture"},
        link_rel=None,
        strip_comments=True,
    )
    return Rendered(clean, tuple(found["live"]), tuple(found["titles"]), tuple(found["pictures"]))


def links_of(text: str) -> tuple[str, ...]:
    """The titles a page links to, each once, in their order."""
    return render(text).titles


def pictures_in(text: str) -> tuple[int, ...]:
    """The numbers of the pictures a text shows, each once."""
    return render(text).pictures


def anchor(words: str, taken: dict[str, int]) -> str:
    """A heading's address on its page. `taken` has those given so far, each with the number that was tried last.

    With that number a page of nothing but equal headings takes no longer than one of different ones.

    >>> taken = {}
    >>> [anchor(words, taken) for words in ("Price", "Price 2", "Price", "Price")]
    ['price', 'price-2', 'price-3', 'price-4']
    """
    base = "-".join(re.findall(r"\w+", words.lower()))[:60] or "part"
    chosen = base
    while chosen in taken:
        taken[base] += 1
        chosen = f"{base}-{taken[base]}"
    taken[chosen] = 1
    return chosen


def _only_ours(element: str, attribute: str, value: str) -> str | None:
    """A picture is one of the booklet's; nothing else leads to one."""
    is_picture = value.lower().startswith("picture:")
    return None if attribute in {"src", "href"} and is_picture is not (element == "img") else value


def _picture(found: re.Match[str], pictures: Mapping[int, Placed]) -> str:
    placed = pictures.get(int(found[1]))
    if placed is None:
        words = html.escape(html.unescape(found[2])) or f"#{found[1]}"
        return f'<span data-missing="">{words}</span>'
    size = f'width="{placed.width}" height="{placed.height}"'
    return f'<img src="{escapeHtml(placed.address)}" alt="{found[2]}" {size} loading="lazy">'


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
    titles: dict[str, int] = env["titles"]  # each with its place
    title = tokens[index].content
    place = titles.setdefault(title, len(titles))
    return f'<a href="page:{place}">{escapeHtml(title)}</a>'


def _render_image(renderer: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    """A picture of the booklet; any other is a link to where it is."""
    token = tokens[index]
    address = str(token.attrs.get("src", ""))
    words = escapeHtml(renderer.renderInlineAsText(token.children or [], options, env))
    number = PICTURE_ADDRESS.match(address)
    if not number:
        return f'<a href="{escapeHtml(address)}">{words or escapeHtml(address)}</a>'
    env["pictures"][int(number[1])] = None
    return f'<img src="picture:{number[1]}" alt="{words}">'


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
    markdown.disable(["html_block", "html_inline"])
    markdown.validateLink = lambda address: bool(
        ADDRESS.match(address.strip()) or PICTURE_ADDRESS.match(address)
    )
    markdown.inline.ruler.before("link", "title_link", _title_link)
    markdown.block.ruler.before("paragraph", "live", _live_line, {"alt": ["paragraph", "blockquote", "list"]})
    rules: dict[str, Callable[..., str]] = {
        "title_link": _render_title, "live": _render_live, "image": _render_image, "heading_open": _render_heading,
        "heading_close": _render_heading, "th_open": _render_cell, "td_open": _render_cell,
    }  # fmt: skip
    for name, rule in rules.items():
        markdown.add_render_rule(name, rule)
    return markdown


_MARKDOWN = _made()
