"""A glossary's words are marked where other pages use them, and no word of those pages changes."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from booklet.text.markdown import Live, render
from booklet.text.terms import Glossary, Term, terms_in, with_terms

TABLE = (
    "| Word | Meaning |\n|---|---|\n| decision maker, decider | Who *signs* |\n| R&D | research |\n| | |\n"
)
LEAD = Glossary((Term("lead", "A <buyer>", "/g/"), Term("lead time", "How long", "/g/")))


def marked(text, glossary=LEAD):
    return "".join(with_terms(tuple(render(text).parts({})), glossary))


def plain(markup):
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def test_tables_and_bold_words_are_terms():
    found = terms_in(f"{TABLE}\n* **BANT**: budget, authority, need, time\n\nNo *term*: this.\n", "/g/")
    assert [(term.words, term.meaning) for term in found] == [
        ("decision maker", "Who signs"), ("decider", "Who signs"), ("R&D", "research"),
        ("BANT", "budget, authority, need, time"),
    ]  # fmt: skip


def test_a_table_of_one_column_explains_nothing_and_leaves_the_next_one_alone():
    """Its rows were searched to the end of the page for a second cell, and took that of another table."""
    alone = "| Word |\n|---|\n" + "| alone |\n" * 20_000
    found = terms_in(f"{alone}\n\n| Word | Meaning |\n|---|---|\n| lead | A *buyer* `<td>` |\n", "/g/")
    assert [(term.words, term.meaning) for term in found] == [("lead", "A buyer <td>")]


def test_the_first_place_of_a_term_leads_to_the_glossary():
    assert marked("A Lead and a lead.") == (
        '<p>A <a data-term="" href="/g/" title="A &lt;buyer&gt;">Lead</a> and a lead.</p>\n'
    )


def test_the_longest_term_holds_and_a_part_of_a_word_is_none():
    text = marked("The lead\ntime of leaders and a lead.")
    assert ">lead\ntime</a> of leaders and a <a" in text
    assert text.count("</a>") == 2


def test_words_in_headings_links_and_code_are_left_alone():
    text = "# Lead\n\n[lead](https://x.example) `lead` [[lead]]\n\n    lead\n"
    assert "data-term" not in marked(text)


def test_a_term_with_signs_is_found_and_an_entity_is_none():
    glossary = Glossary(tuple(terms_in(TABLE, "/g/")))
    assert ">R&amp;D</a>" in marked("Our R&D.", glossary)
    assert "data-term" not in marked("a & b", Glossary((Term("amp", "no", "/g/"),)))


def test_live_blocks_stay_where_they_are():
    parts = with_terms(tuple(render("A lead.\n\n{{label: lead}}\n\nA lead.").parts({})), LEAD)
    assert [isinstance(part, Live) for part in parts] == [False, True, False]
    assert "data-term" not in parts[2]


@given(
    st.lists(
        st.sampled_from(
            [
                "lead",
                "Lead",
                "time",
                " ",
                "\n",
                "*",
                "[",
                "](/x/)",
                "`",
                "&",
                "<",
                "# ",
                "| ",
                "ß",
                "İ",
                "amp;",
            ]
        ),
        max_size=30,
    )
)
def test_nothing_that_is_read_changes(pieces):
    text = "".join(pieces)
    assert plain(marked(text)) == plain("".join(render(text).parts({})))
