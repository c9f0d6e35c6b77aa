"""Is an unsuitable Python refused with a sentence, and is what we install locked?"""

import os
import re
import sys
import tomllib

import pytest
from django.conf import settings

import bootstrap

LOCKS = ("requirements.txt", "requirements-dev.txt")
PINNED = re.compile(r"^([a-z0-9-]+)==\S+", re.MULTILINE)
VERSION = re.compile(r"^[a-z0-9-]+==\S+", re.MULTILINE)


@pytest.mark.parametrize("version", [(3, 8), (3, 10), (3, 15)])
def test_it_refuses_a_python_without_wheels(monkeypatch, version):
    monkeypatch.setattr(sys, "version_info", (*version, 0, "final", 0))
    with pytest.raises(
        SystemExit, match=rf"this is Python {version[0]}\.{version[1]}, and it needs Python 3\.11 to 3"
    ):
        bootstrap.check_release()


@pytest.mark.parametrize("version", [(3, 11), (3, 14)])
def test_it_takes_a_python_with_wheels(monkeypatch, version):
    monkeypatch.setattr(sys, "version_info", (*version, 0, "final", 0))
    assert bootstrap.check_release() is None


@pytest.fixture
def path(monkeypatch, tmp_path):
    """Pythons that the path leads to, and no others: path("python3.12", says="0.001") -> its place."""
    monkeypatch.delenv("PYTHON", raising=False)
    monkeypatch.setattr(os, "get_exec_path", lambda: [str(tmp_path)])

    def path(name, says, ends=0):
        python = tmp_path / name
        python.write_text(f"#!/bin/sh\necho {says}\nexit {ends}\n")
        python.chmod(0o755)
        return str(python)

    return path


FASTER, SLOWER = "0.000001", "9"  # no Python does the work in a microsecond


def test_of_two_pythons_the_much_faster_one_is_taken_and_named(path, capsys):
    path("python3.11", says=SLOWER)
    other = path("python3.13", says=FASTER)
    assert bootstrap.fitting_python() == other
    assert f"Gloss takes {other}: {sys.executable} is slower." in capsys.readouterr().out


def test_a_python_that_is_named_is_taken_however_slow(path, monkeypatch, capsys):
    path("python3.13", says=FASTER)
    monkeypatch.setenv("PYTHON", "python3")
    assert bootstrap.fitting_python() == sys.executable
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("says", "ends"), [(SLOWER, 0), (FASTER, 1)], ids=["slower", "unfit"])
def test_a_python_that_is_no_better_is_left(path, says, ends):
    path("python3.13", says, ends)
    assert bootstrap.fitting_python() == sys.executable


def test_a_little_faster_may_be_chance(path, monkeypatch):
    other = path("python3.13", says=FASTER)
    monkeypatch.setattr(bootstrap, "seconds_of", lambda python: 0.9 if python == other else 1)
    assert bootstrap.fitting_python() == sys.executable


@pytest.mark.parametrize("name", ["python3", "python3.10", "python3.15", "python3.13t"])
def test_others_are_not_asked(path, name):
    path(name, says=FASTER)
    assert bootstrap.other_pythons() == []


def test_another_one_is_taken_where_python3_is_unfit(path, monkeypatch, capsys):
    other = path("python3.13", says=SLOWER)
    monkeypatch.setattr(sys, "executable", path("python3", says="", ends=1))
    assert bootstrap.fitting_python() == other
    assert "makes no environment for it" in capsys.readouterr().out


def test_what_is_no_python_is_passed_over(path, tmp_path):
    path("python3.12", says="hello")
    (tmp_path / "python3.13").mkdir()
    assert len(bootstrap.other_pythons()) == 2
    assert {bootstrap.seconds_of(python) for python in bootstrap.other_pythons()} == {bootstrap.UNFIT}
    assert bootstrap.fitting_python() == sys.executable


def test_it_measures_the_python_that_runs():
    assert 0 < bootstrap.seconds_of(sys.executable) < bootstrap.UNFIT


def test_it_does_nothing_when_all_is_installed(monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "venv_works", lambda: True)
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "requirements.txt"])
    installed = []
    monkeypatch.setattr(bootstrap, "install", installed.append)
    bootstrap.main()
    bootstrap.main()
    assert [lock.name for lock in installed] == ["requirements.txt"]


def test_what_the_tests_need_is_enough_for_a_start(monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    bootstrap.stamp_of(bootstrap.EVERYTHING).write_text(bootstrap.fingerprint(bootstrap.EVERYTHING))
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "requirements.txt"])
    monkeypatch.setattr(bootstrap, "install", lambda requirements: pytest.fail("it was installed again"))
    bootstrap.main()


def test_where_the_faster_one_makes_no_environment_python3_makes_it(path, monkeypatch, tmp_path):
    faster = path("python3.13", says=FASTER, ends=1)
    monkeypatch.setattr(bootstrap, "fitting_python", lambda: faster)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / "venv")
    monkeypatch.setattr(bootstrap, "MADE_FOR", tmp_path / "venv" / "made-for.txt")
    python3 = tmp_path / "python3"
    python3.write_text('#!/bin/sh\n[ "$1 $2" = "-m venv" ] && mkdir "$3"\n')
    python3.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python3))
    bootstrap.make_venv()
    assert bootstrap.MADE_FOR.read_text() == bootstrap.request()
    python3.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(SystemExit, match="apt-get install python3-venv"):
        bootstrap.make_venv()
    assert not bootstrap.VENV.exists()


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """One whose Python ends so: environment(ends=0)."""
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(bootstrap, "MADE_FOR", tmp_path / "made-for.txt")

    def environment(ends):
        bootstrap.PYTHON.write_text(f"#!/bin/sh\nexit {ends}\n")
        bootstrap.PYTHON.chmod(0o755)
        bootstrap.MADE_FOR.write_text(bootstrap.request())

    return environment


def test_a_half_made_environment_is_made_again(environment):
    assert not bootstrap.venv_works()
    environment(ends=1)
    assert not bootstrap.venv_works()
    environment(ends=0)
    assert bootstrap.venv_works()
    bootstrap.MADE_FOR.unlink()
    assert not bootstrap.venv_works()


def test_so_is_one_that_was_made_for_another_python(environment, monkeypatch):
    environment(ends=0)
    monkeypatch.setenv("PYTHON", "python3.13")
    assert not bootstrap.venv_works()
    monkeypatch.delenv("PYTHON")
    monkeypatch.setattr(sys, "version", "another")
    assert not bootstrap.venv_works()


class Installers:
    """Programs in the places of pip and uv, which write down what they were asked to install and how it ended."""

    def __init__(self, folder):
        self.folder, self.asked = folder, folder / "asked"
        self.pip, self.uv = folder / "pip", folder / "uv"
        self.write(self.pip, ends=0, brings=self.uv)
        self.uv_ends = 0

    def write(self, program, ends, brings=None):
        """One that ends so; pip brings uv where it is asked for that."""
        bring = f"case $last in */uv.txt) cp {self.folder}/spare {brings};; esac" if brings else ":"
        program.write_text(
            "#!/bin/sh\nfor last; do :; done\n"
            'case "$*" in *--compile-bytecode*) how=", compiled";; esac\n'
            f'echo "{program.name} ${{last##*/}}$how" >> {self.asked}\n'
            f"[ {ends} = 0 ] && {bring}\nexit {ends}\n"
        )
        program.chmod(0o755)

    def install(self, requirements="requirements.txt"):
        self.write(self.folder / "spare", ends=self.uv_ends)
        bootstrap.install(bootstrap.HERE / requirements)
        return self.asked.read_text().splitlines()


@pytest.fixture
def installers(monkeypatch, tmp_path):
    made = Installers(tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "PIP", [str(made.pip)])
    monkeypatch.setattr(bootstrap, "CONFIG", ["true"])
    monkeypatch.setattr(bootstrap, "UV", made.uv)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    return made


def test_it_gets_uv_first_and_has_that_install_the_rest(installers):
    assert installers.install() == ["pip uv.txt", "spare requirements.txt"]
    asked = (installers.folder / "uv.txt").read_text()
    assert PINNED.findall(asked) == ["uv"]
    assert asked in (settings.BASE_DIR / "requirements-dev.txt").read_text()


def test_what_the_tests_need_is_compiled_at_once(installers):
    assert installers.install("requirements-dev.txt")[-1] == "spare requirements-dev.txt, compiled"


def test_uv_looks_where_pip_was_told_to(installers, monkeypatch):
    said = "echo \"global.index-url='https://packages.example.org/simple'\""
    monkeypatch.setattr(bootstrap, "CONFIG", ["sh", "-c", f"{said}; echo \"global.timeout='3'\""])
    assert bootstrap.pips_index() == ["--index-url", "https://packages.example.org/simple"]
    monkeypatch.setattr(bootstrap, "CONFIG", ["true"])
    assert bootstrap.pips_index() == []


def test_what_uv_cannot_install_pip_does(installers):
    installers.uv_ends = 1
    assert installers.install() == ["pip uv.txt", "spare requirements.txt", "pip requirements.txt"]


def test_without_uv_pip_does_all(installers):
    installers.write(installers.pip, ends=0)
    assert installers.install() == ["pip uv.txt", "pip requirements.txt"]


def test_it_says_when_neither_can(installers):
    installers.write(installers.pip, ends=1)
    with pytest.raises(SystemExit, match="could not be installed; the lines above say why"):
        installers.install()


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_locked_by_hashes_and_none_by_an_address(name):
    text = (settings.BASE_DIR / name).read_text()
    for block in re.split(r"\n(?=[a-z])", text.partition("\n\n")[2] or text):
        if PINNED.match(block):
            assert "--hash=sha256:" in block, block
    assert "://" not in text
    assert "-index" not in text


def test_the_lock_holds_what_pyproject_asks_for():
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    run, everything = (set(PINNED.findall((settings.BASE_DIR / name).read_text())) for name in LOCKS)
    assert {name_in(line) for line in project["project"]["dependencies"]} <= run
    assert {name_in(line) for line in project["dependency-groups"]["dev"]} <= everything


def test_the_larger_lock_holds_the_smaller_in_the_same_versions():
    run, everything = (set(VERSION.findall((settings.BASE_DIR / name).read_text())) for name in LOCKS)
    assert run <= everything


def name_in(line):
    return re.match(r"[a-z0-9-]+", line)[0]
