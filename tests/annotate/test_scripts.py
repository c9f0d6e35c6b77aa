"""Is everything that the workbench's scripts import fetched at once?"""

from django.template import engines

from annotate.templatetags.scripts import imported_by

BENCH = "js/elements/work-bench.js"


def test_imports_are_followed_to_their_end_and_named_once():
    modules = imported_by(BENCH)
    assert {
        "js/shift.js",
        "js/outbox.js",
        "js/outbox-store.js",
        "js/server-clock.js",
        "js/offsets.js",
    } <= set(modules)
    assert len(modules) == len(set(modules))


def test_a_script_without_imports_has_none():
    assert imported_by("js/clock.js") == []


def test_the_links_lead_to_the_modules():
    page = engines["django"].from_string(f'{{% load scripts %}}{{% module_preloads "{BENCH}" %}}').render()
    assert page.count('<link rel="modulepreload" href="/static/js/') == len(imported_by(BENCH))
