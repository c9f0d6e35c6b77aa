"""Does the workbench fetch each of its modules once, and all of them at once?"""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOADED = """
() => performance.getEntriesByType("resource")
  .map(({ name, startTime }) => [new URL(name).pathname, startTime])
  .filter(([path]) => /^\\/static\\/js\\//.test(path))
"""


def test_the_workbench_fetches_its_modules_at_once_under_the_name_of_their_version(
    page, sign_in, project, annotator, documents
):
    sign_in(annotator)
    page.goto(f"/projects/{project.slug}/annotate/")
    page.wait_for_load_state("networkidle")
    loaded = page.evaluate(LOADED)
    paths = [path for path, _ in loaded]
    assert len(paths) == len(set(paths)) > 20
    assert [path for path in paths if len(path.rsplit("/", 1)[1].split(".")) != 3] == [], "without a hash"
    preloads = page.locator("link[rel=modulepreload]").evaluate_all(
        "(all) => all.map((link) => new URL(link.href).pathname)"
    )
    entries = page.locator("script[type=module]").evaluate_all(
        "(all) => all.map((one) => new URL(one.src).pathname)"
    )
    assert set(paths) - set(preloads) - set(entries) <= {path for path in paths if "/theme." in path}
