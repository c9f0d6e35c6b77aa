"""Whatever is written, what comes out can do no harm."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booklet.text.markdown import Live, links_of, render

ATTACKS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))", "[x](&#106;avascript:alert(1))", "[x](data:text/html,<script>1</script>)",
    "[x](vbscript:x)", "![x](x\" onerror=\"alert(1))", "<a hx-get=/ hx-trigger=load>x</a>", "<style>*{}</style>",
    "[[<img src=x onerror=alert(1)>]]", "{{label: <img src=x onerror=alert(1)>}}", "[a](http://x 'y\" onclick=\"z')",
    "| <b onclick=x> |\n|---|\n| <svg/onload=x> |", "```\"><script>x</script>\nx\n```", "[x](//evil.example)",
    "<!-- --><b>x</b>", "[x](page:0)", "&lt;script&gt;", "# <script>x</script>", "[x]: javascript:alert(1)\n\n[x]",
]  # fmt: skip
TAG = re.compile(r"<(/?[a-zA-Z][^\s>/]*)([^>]*)>")
HARMLESS = {
    "a", "blockquote", "br", "code", "del", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


def check_harmless(html):
    for name, attributes in TAG.findall(html):
        assert name.lstrip("/") in HARMLESS, html
        for attribute in re.findall(r'([\w-]+)="', attributes):
            assert attribute in {"href", "title", "id", "start", "data-align", "data-live", "data-missing"}, (
                html
            )
        for address in re.findall(r'href="([^"]*)"', attributes):
            assert re.match(r"(https?:|mailto:|/[^/]|/$|#|page:\d+$|$)", address), html


@pytest.mark.parametrize("text", ATTACKS)
def test_an_attack_becomes_words(text):
    check_harmless(render(text).html)
    for part in render(text).parts({}):
        if isinstance(part, str):
            check_harmless(part)


@given(
    st.lists(
        st.sampled_from(
            [*"<>\"'&()[]{}|`*_#!:/-\n =", "[[", "]]", "{{label:", "}}", "a", "script", "href", "onx="]
        ),
        max_size=40,
    )
)
def test_no_text_at_all_makes_an_element_of_its_own(pieces):
    check_harmless(render("".join(pieces)).html)


def test_a_title_in_double_brackets_leads_to_its_page():
    rendered = render("See [[Rules]] and [[Nowhere]].")
    assert rendered.parts({"Rules": "/p/1/"}) == [
        '<p>See <a href="/p/1/">Rules</a> and <a data-missing="">Nowhere</a>.</p>\n'
    ]
    assert links_of("See [[Rules]] and [[Rules]], not `[[Code]]`.") == ("Rules",)


def test_a_live_line_leaves_a_hole_where_it_stands():
    assert render("Before\n\n{{label: too dear}}\n\nAfter").parts({}) == [
        "<p>Before</p>\n", Live("label", "too dear"), "\n<p>After</p>\n",
    ]  # fmt: skip
    assert "{{label: x}}" in render("In a line {{label: x}} it is words.").html


def test_headings_stand_below_the_page_title_and_have_addresses_of_their_own():
    assert render("# What counts\n\n# What counts\n").html == (
        '<h2 id="what-counts">What counts</h2>\n<h2 id="what-counts-2">What counts</h2>\n'
    )


def test_a_table_keeps_its_sides_without_a_style():
    html = render("| a | b |\n|--:|:-:|\n| 1 | 2 |").html
    assert '<th data-align="right">a</th>' in html
    assert "style" not in html
