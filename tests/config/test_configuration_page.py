"""Does docs/configuration.md name every setting, and none that is gone?"""

import re

from django.conf import settings

READ = re.compile(r"""environment\.\w+\(\s*["'](\w+)["']""")
ROW = re.compile(r"^\| `(\w+)`", re.MULTILINE)
FOR_DEVELOPERS = {"CHROMIUM", "CI", "SCREENSHOTS", "SOAK", "PYTHON"}


def read_by_the_code():
    apps = ("config", "review", "weaklabels", "booklet", "annotate")
    files = [file for app in apps for file in (settings.BASE_DIR / app).rglob("*.py")]
    return {name for file in files for name in READ.findall(file.read_text())} | {"SECRET_KEY"}


def test_every_setting_has_a_line_and_every_line_a_setting():
    page = (settings.BASE_DIR / "docs" / "configuration.md").read_text()
    assert set(ROW.findall(page)) == read_by_the_code() | FOR_DEVELOPERS


def test_nothing_else_reads_the_environment():
    """Settings have one door, config/environment.py; tests and `make up` have their own business."""
    strays = [
        file.relative_to(settings.BASE_DIR).as_posix()
        for app in ("config", "review", "weaklabels", "booklet", "annotate")
        for file in (settings.BASE_DIR / app).rglob("*.py")
        if "os.environ" in file.read_text() and "testing" not in file.parts
    ]
    assert sorted(strays) == [
        "config/__init__.py",
        "config/asgi.py",
        "config/celery.py",
        "config/embedded/process.py",
        "config/environment.py",
        "config/up/command.py",
        "config/wsgi.py",
    ]
