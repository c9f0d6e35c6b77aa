"""Does the workbench's page announce every file that its script goes on to fetch?"""

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import engines

from annotate.modules import kept_apart, needed_by
from annotate.templatetags.scripts import fetched_with

BENCH = "js/elements/work-bench.js"
SCRIPTS = {
    "js/bench.js": 'import "./desk.js"\nimport { a } from "./a.js"\n',
    "js/desk.js": 'import { a } from "./a.js"\nconst search = () => import("./later/search.js")\n',
    "js/a.js": 'import { b } from "./b.js"\nexport const a = b\n',
    "js/b.js": "export const b = 1\n",
    "js/later/search.js": 'import { b } from "../b.js"\nimport { c } from "../c.js"\n',
    "js/c.js": "export const c = 1\n",
    "js/every-page.js": 'import { a } from "./a.js"\n',
}


def read(script):
    return SCRIPTS[script]


def test_imports_are_followed_to_their_end_and_named_once_what_is_imported_first():
    assert needed_by("js/bench.js", read) == ["js/b.js", "js/a.js", "js/desk.js", "js/bench.js"]


def test_a_script_without_imports_needs_itself():
    assert needed_by("js/c.js", read) == ["js/c.js"]


def test_what_is_also_loaded_later_is_kept_apart():
    assert kept_apart(["js/bench.js"], read) == {"js/b.js"}


def test_what_two_scripts_of_a_page_need_is_kept_apart():
    assert kept_apart(["js/bench.js", "js/every-page.js"], read) == {"js/a.js", "js/b.js"}


def test_an_import_in_a_comment_loads_nothing_later():
    scripts = SCRIPTS | {"js/desk.js": '/** @type {import("./b.js").B} */\nexport const desk = 1\n'}
    assert kept_apart(["js/bench.js"], scripts.get) == set()


@pytest.fixture
def hashed_names(monkeypatch):
    """As after `collectstatic`: each file has the name of its version."""
    monkeypatch.setattr(
        staticfiles_storage, "url", lambda name: "/static/" + name.replace(".js", ".0123456789ab.js")
    )


def render():
    page = engines["django"].from_string(f'{{% load scripts %}}{{% module_preloads "{BENCH}" %}}').render()
    return page.splitlines()


def test_under_plain_names_every_module_is_announced():
    assert len(render()) == len(fetched_with(BENCH, joined=False)) > 50
    assert '<link rel="modulepreload" href="/static/js/outbox-store.js">' in render()


def test_once_joined_only_what_is_kept_apart_is_announced(hashed_names):
    assert len(render()) == len(fetched_with(BENCH, joined=True)) < 6
    assert '<link rel="modulepreload" href="/static/js/language.0123456789ab.js">' in render()
