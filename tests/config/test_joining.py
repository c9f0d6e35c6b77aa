"""Does a joined file do what its modules did, and is what cannot be joined refused?"""

import pytest

from config.joining import CannotJoin, join_modules, join_sheets

NAMES = """
export const first = 1
export function second() {}
export class Third {}
export async function fourth() {}
"""


def joined(apart=(), **sources):
    return join_modules(
        "js/elements/bench.js", apart, {path(name): text for name, text in sources.items()}.get
    )


def path(name):
    return "js/elements/bench.js" if name == "bench" else f"js/{name}.js"


def test_a_module_stands_before_those_that_import_it_and_only_once():
    text = joined(
        bench='import "../b.js"\nimport { a } from "../a.js"\n',
        a='import { b } from "./b.js"\nexport const a = b\n',
        b="export const b = 1\n",
    )
    assert [line.split()[1] for line in text.splitlines() if "(() =>" in line] == [
        "$b",
        "$a",
        "$elements_bench",
    ]


def test_every_kind_of_export_can_be_taken():
    text = joined(bench='import {\n  first,\n  second,\n  Third, fourth\n} from "../names.js"\n', names=NAMES)
    assert "return { first, second, Third, fourth };" in text
    assert "const { first, second, Third, fourth } = $names;" in text


def test_what_a_module_hands_on_comes_from_where_it_is():
    text = joined(
        bench='import { b } from "../a.js"\n', a='export { b } from "./b.js"\n', b="export const b = 1\n"
    )
    assert "return { b: $b.b };" in text
    assert "const { b } = $a;" in text


def test_what_is_kept_apart_is_imported_from_its_file():
    text = joined(["js/b.js"], bench='import { b } from "../b.js"\nb()\n', b="export const b = 1\n")
    assert text.startswith('import * as $b from "../b.js"\n')
    assert "const { b } = $b;\nb()\n" in text
    assert "b = 1" not in text


def test_what_is_loaded_later_is_looked_for_from_the_joined_file():
    text = joined(
        bench='import { a } from "../a.js"\n', a='export const a = () => import("./elements/late.js")\n'
    )
    assert 'import("./late.js")' in text


def test_comments_with_lines_of_their_own_are_left_out():
    text = joined(bench='// Why\n/**\n * @param {import("./x.js").X} x\n */\nconst a = "// stays" // stays\n')
    assert '\nconst a = "// stays" // stays\n' in text
    assert "Why" not in text
    assert "@param" not in text


@pytest.mark.parametrize(
    "source",
    [
        "export default 1",
        "export let count = 0",
        "export const { a } = b",
        "export { a }",
        'import * as all from "../b.js"',
        'import b from "../b.js"',
        'import { b as c } from "../b.js"',
        'import { b } from "../b.js";',
        "import { b } from '../b.js'",
        "const here = import.meta.url",
    ],
)
def test_what_is_written_otherwise_is_refused_with_its_line(source):
    with pytest.raises(CannotJoin) as refusal:
        joined(bench=f"const a = 1\n{source}\n", b="export const b = 1\n")
    assert "js/elements/bench.js cannot be joined" in str(refusal.value)
    assert source in str(refusal.value) or source.startswith("const here")


def test_a_name_that_is_not_exported_is_refused():
    with pytest.raises(CannotJoin, match=r"bench\.js imports gone from js/b\.js, which does not export it"):
        joined(bench='import { b, gone } from "../b.js"\n', b="export const b = 1\n")


def test_modules_that_import_each_other_are_refused():
    with pytest.raises(CannotJoin, match=r"js/b\.js and js/a\.js import each other"):
        joined(
            bench='import "../a.js"\n',
            a='import { b } from "./b.js"\nexport const a = 1\n',
            b='import { a } from "./a.js"\nexport const b = 1\n',
        )


def test_style_sheets_come_in_the_order_of_their_imports():
    sheets = {
        "css/page.css": '/* All */\n@import "tokens.css";\n@import "base.css";\n',
        "css/tokens.css": "/* Why */\n@layer tokens, base;\n",
        "css/base.css": "@layer base { a { color: red } }\n",
    }
    assert (
        join_sheets("css/page.css", sheets.get) == "@layer tokens, base;\n@layer base { a { color: red } }\n"
    )
