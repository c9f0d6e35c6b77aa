"""Whatever is written, what comes out can do no harm."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booklet.text.markdown import Live, Placed, links_of, render

ATTACKS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))", "[x](&#106;avascript:alert(1))", "[x](data:text/html,<script>1</script>)",
    "[x](vbscript:x)", "![x](x\" onerror=\"alert(1))", "<a hx-get=/ hx-trigger=load>x</a>", "<style>*{}</style>",
    "[[<img src=x onerror=alert(1)>]]", "{{label: <img src=x onerror=alert(1)>}}", "[a](http://x 'y\" onclick=\"z')",
    "| <b onclick=x> |\n|---|\n| <svg/onload=x> |", "```\"><script>x</script>\nx\n```", "[x](//evil.example)",
    "![x](picture:1 \"t\" onerror=x)", "![\"onerror=alert(1) x=\"](picture:7)", "[x](picture:1)",
    "![x](picture:1/../../y)", "![x](PICTURE:1)", "![x](https://evil.example/x.png)",
    "![x](data:image/svg+xml,<svg/>)", "![x](page:0)",
    "<!-- --><b>x</b>", "[x](page:0)", "&lt;script&gt;", "# <script>x</script>", "[x]: javascript:alert(1)\n\n[x]",
]  # fmt: skip
TAG = re.compile(r"<(/?[a-zA-Z][^\s>/]*)([^>]*)>")
HARMLESS = {
    "a", "blockquote", "br", "code", "del", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p",
    "pre", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip

ATTRIBUTES = {
    "href", "title", "id", "start", "data-align", "data-live", "data-missing", "src", "alt", "width", "height",
    "loading",
}  # fmt: skip


def check_harmless(html):
    for name, attributes in TAG.findall(html):
        assert name.lstrip("/") in HARMLESS, html
        for attribute in re.findall(r'([\w-]+)="[^"]*"', attributes):
            assert attribute in ATTRIBUTES, html
        for address in re.findall(r'src="([^"]*)"', attributes):
            assert name == "img", html
            assert re.match(r"(picture:[1-9]\d*|/p/7/)$", address), html
        for address in re.findall(r'href="([^"]*)"', attributes):
            assert re.match(r"(https?:|mailto:|/[^/]|/$|#|page:\d+$|$)", address), html


@pytest.mark.parametrize("text", ATTACKS)
def test_an_attack_becomes_words(text):
    check_harmless(render(text).html)
    for part in render(text).parts({}, {7: Placed("/p/7/", 3, 2)}):
        if isinstance(part, str):
            check_harmless(part)


@given(
    st.lists(
        st.sampled_from(
            [
                *"<>\"'&()[]{}|`*_#!:/-\n =",
                *("[[", "]]", "{{label:", "}}", "a", "script", "href", "onx=", "![", "](picture:7)"),
            ]
        ),
        max_size=40,
    )
)
def test_no_text_at_all_makes_an_element_of_its_own(pieces):
    rendered = render("".join(pieces))
    check_harmless(rendered.html)
    for part in rendered.parts({}, {7: Placed("/p/7/", 3, 2)}):
        if isinstance(part, str):
            check_harmless(part)


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


def test_a_page_of_nothing_but_headings_or_links_takes_no_time_to_speak_of():
    """Each looked through all before it: minutes for a page that anybody may preview."""
    html = render("# a\n" * 20_000).html
    assert html.endswith('<h2 id="a-20000">a</h2>\n')
    titles = [f"t{number}" for number in range(15_000)]
    assert links_of("".join(f"[[{title}]]" for title in titles)) == tuple(titles)


def test_a_table_keeps_its_sides_without_a_style():
    html = render("| a | b |\n|--:|:-:|\n| 1 | 2 |").html
    assert '<th data-align="right">a</th>' in html
    assert "style" not in html


def test_a_picture_is_one_of_the_booklets_and_any_other_is_a_link():
    rendered = render('![A *form* & "so"](picture:3) ![there](https://x.example/y.png)')
    assert rendered.pictures == (3,)
    assert rendered.parts({}, {3: Placed("/p/3/", 30, 20)}) == [
        '<p><img src="/p/3/" alt="A form &amp; &quot;so&quot;" width="30" height="20" loading="lazy"> '
        '<a href="https://x.example/y.png">there</a></p>\n'
    ]
    assert '<span data-missing="">A form &amp; &quot;so&quot;</span>' in rendered.parts({})[0]
