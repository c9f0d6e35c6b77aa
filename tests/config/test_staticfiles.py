"""After an update, does a browser get all modules of the new version and none of the old?"""

import re

import pytest

from config.staticfiles import Storage

SCRIPTS = {
    "js/bench.js": 'import "./part.js"\nimport { a } from "./deep/a.js"\n/** @type {import("./part.js")} */\n',
    "js/part.js": "export const part = 1\n",
    "js/deep/a.js": 'import {\n  b,\n} from "../b.js"\nexport const a = b\n',
    "js/b.js": "export const b = 1\n",
}


@pytest.fixture
def collect(tmp_path):
    """Collect these scripts anew: collect(scripts) -> {name: what is served under its hashed name}."""
    storage = Storage(location=tmp_path, base_url="/static/")

    def collect(scripts):
        for name, text in scripts.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        for _, _, processed in storage.post_process({name: (storage, name) for name in scripts}):
            assert not isinstance(processed, Exception), processed
        return {name: (tmp_path / storage.stored_name(name)).read_text() for name in scripts}

    return collect


def test_imports_name_the_version_they_belong_to(collect):
    served = collect(SCRIPTS)
    assert re.search(r'^import "\./part\.[0-9a-f]{12}\.js"$', served["js/bench.js"], re.M)
    assert re.search(r'^import \{ a \} from "\./deep/a\.[0-9a-f]{12}\.js"$', served["js/bench.js"], re.M)
    assert re.search(r'^\} from "\.\./b\.[0-9a-f]{12}\.js"$', served["js/deep/a.js"], re.M)


def test_a_change_deep_down_changes_the_name_of_all_that_import_it(collect):
    before = collect(SCRIPTS)
    after = collect(SCRIPTS | {"js/b.js": "export const b = 2\n"})
    assert before["js/bench.js"] != after["js/bench.js"]


def test_a_script_that_a_page_needs_whole_holds_what_it_imports(collect):
    served = collect(
        {
            "js/elements/work-bench.js": '// Why\nimport { desk } from "../desk.js"\ndesk()\n',
            "js/desk.js": 'import { b } from "./b.js"\nexport const desk = () => import("./late.js")\n',
            "js/late.js": 'import { b } from "./b.js"\nexport const late = b\n',
            "js/b.js": "export const b = 1\n",
        }
    )
    bench = served["js/elements/work-bench.js"]
    assert "const desk = " in bench
    assert re.search(r'^import \* as \$b from "\.\./b\.[0-9a-f]{12}\.js"$', bench, re.M), (
        "it is loaded later too"
    )
    assert re.search(r'import\("\.\./late\.[0-9a-f]{12}\.js"\)', bench)
    assert re.search(r'^import \{ b \} from "\./b\.[0-9a-f]{12}\.js"$', served["js/late.js"], re.M)


def test_a_style_sheet_holds_those_it_imports(collect):
    served = collect({"css/page.css": '@import "a.css";\n', "css/a.css": "/* Why */\na { color: red }\n"})
    assert served["css/page.css"] == served["css/a.css"] == "a { color: red }\n"


def test_under_its_plain_name_a_file_is_what_was_written(collect, tmp_path):
    collect(SCRIPTS)
    assert {name: (tmp_path / name).read_text() for name in SCRIPTS} == SCRIPTS
