"""Any text and any rule, for tests that must hold of all."""

from hypothesis import strategies as st

from weaklabels.matching import definitions as d

# Letters with more than two cases, marks, right to left, emoji of several code points, line ends, rare planes.
ALPHABET = (
    "abkKsſiİıéÉσςß_09 \t\n\r.-$ü"
    "\u0301\u05d0\u0644\u0905\u093f北京😀\u200d\U0001f468\U000e0067\U0010fffd\u212a\xa0"
)
texts = st.text(ALPHABET, max_size=40)
words = st.text("abkKsſiéσüß 0.$北\u0301", min_size=1, max_size=6).filter(str.strip)
atoms = st.sampled_from(
    ["a", "b", "k", "s", "i", "é", "σ", "ß", "北", "😀", ".", r"\w", r"\W", r"\d", r"\s", r"\S", "[^a]", "[a-k]", " ",
     "[^\\W\\d]", "[é-ü]", r"\b", r"\B", "^", "$", r"\A", r"\Z", "(?m:^)", "(?m:$)", "(?s:.)", "(?-i:k)", "K"]
)  # fmt: skip


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    group = st.builds("(?:{})".format, inner)
    repeat = st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{2,}", "*?", "+?"])
    return st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("(?:{}|{})".format, inner, inner),
        st.builds("{}{}".format, group, repeat),
    )


patterns = st.recursive(atoms, _grown, max_leaves=6)

keywords = st.builds(
    d.Keywords,
    st.lists(words, min_size=1, max_size=4).map(tuple),
    whole_words=st.booleans(),
    match_case=st.booleans(),
)
written_patterns = st.builds(d.Pattern, patterns, match_case=st.booleans())
leaves = st.one_of(keywords, written_patterns)
near = st.builds(
    d.Near, keywords, keywords, st.integers(1, 5), order=st.sampled_from(d.Order), negated=st.booleans()
)
places = st.one_of(
    st.builds(d.Stretch, st.sampled_from(d.Side), st.integers(1, 20), unit=st.sampled_from(d.Unit)),
    st.builds(d.Section, st.sampled_from(["a", "b+", "k"])),
    st.builds(d.Turn, st.sampled_from(d.Side)),
    st.builds(d.Speaker, st.lists(st.sampled_from(["a", "é"]), min_size=1, max_size=2).map(tuple)),
)
metadata = st.one_of(
    st.builds(d.Metadata, st.sampled_from(["a", "b.c"]), st.just(d.Comparison.IS), st.tuples(st.sampled_from("xy"))),
    st.builds(d.Metadata, st.just("n"), st.just(d.Comparison.AT_LEAST), st.tuples(st.integers(0, 9)),
              value_kind=st.just(d.Kind.NUMBER)),
    st.builds(d.Metadata, st.just("a"), st.just(d.Comparison.EXISTS)),
)  # fmt: skip
simple = st.one_of(leaves, near, metadata, st.builds(d.Within, places, st.one_of(leaves, near)))
conditions = st.recursive(
    simple,
    lambda inner: st.one_of(
        st.builds(d.AllOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(d.AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(d.Not, inner),
    ),
    max_leaves=4,
)
rules = st.builds(d.Rule, st.integers(1, 9), conditions, says=st.sampled_from(d.Says))
