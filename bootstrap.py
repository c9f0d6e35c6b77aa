"""Makes .venv from a locked requirements file: `python3 bootstrap.py requirements.txt`.

It runs on the system's own Python, which may be too old, and must live to say so: plain syntax only.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 14)  # for these the lock file holds wheels
HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
PIP = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check"]
CONFIG = [str(PYTHON), "-m", "pip", "config"]
EVERYTHING = HERE / "requirements-dev.txt"  # holds the other one, version by version


def refuse(sentence: str) -> None:
    sys.exit(f"Gloss cannot be installed: {sentence}")


def check_system() -> None:
    found = sys.version_info[:2]
    if not OLDEST <= found <= NEWEST:
        refuse(
            f"this is Python {found[0]}.{found[1]}, and it needs Python {OLDEST[0]}.{OLDEST[1]} to "
            f"{NEWEST[0]}.{NEWEST[1]}. If you have another one, name it: PYTHON=python3.12 make up"
        )
    if os.name != "posix":
        refuse("it runs on Linux and macOS. On Windows, use it inside WSL.")


def venv_works() -> bool:
    """Is there a whole environment of this very Python?"""
    if not PYTHON.exists():
        return False
    ask = "import pip, sys; print(sys.version)"
    answer = subprocess.run([str(PYTHON), "-c", ask], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return answer.stdout.decode().strip() == sys.version.strip()


def make_venv() -> None:
    shutil.rmtree(str(VENV), ignore_errors=True)
    if subprocess.run([sys.executable, "-m", "venv", str(VENV)]).returncode:
        shutil.rmtree(str(VENV), ignore_errors=True)
        refuse(
            "python3 cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv"
        )


def install(requirements: Path) -> None:
    """With uv where it can be had, else with pip; every file is checked against its hash.

    Nothing is compiled now: of all modules few are imported, and those are compiled then. That halves the time.
    """
    print(f"Installing the packages of {requirements.name} into .venv ...", flush=True)
    uv = shutil.which("uv") or own_uv()
    if uv:
        asked = [uv, "pip", "install", "--quiet", "--python", str(PYTHON), *pips_index()]
        if succeeds(asked, requirements, quiet=True):
            return
    # What uv could not reach, pip may: it has settings of its own. And if not, its lines say why
    if not succeeds(PIP, requirements):
        refuse("the packages could not be installed; the lines above say why.")


def own_uv() -> "str | None":
    """uv as the larger lock file has it, for this environment: 3 seconds for what saves pip's 20 for all the rest."""
    if not UV.exists():
        line = re.search(r"^uv==.*\n(?: .*\n)*", EVERYTHING.read_text(), re.MULTILINE)
        only = VENV / "uv.txt"
        only.write_text(line.group() if line else "")
        succeeds(PIP, only, quiet=True)
    return str(UV) if UV.exists() else None


def pips_index() -> "list[str]":
    """Where pip was told to look for packages, which uv does not ask: a house may reach no other place."""
    told = subprocess.run(
        [*CONFIG, "list"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ).stdout.decode()
    found = re.findall(r"^\S+\.index-url='(.+)'$", told, re.MULTILINE)  # the last one is the one that counts
    return ["--index-url", found[-1]] if found else []


def succeeds(command: "list[str]", requirements: Path, quiet: bool = False) -> bool:
    options = ["--require-hashes", "--only-binary", ":all:", "-r", str(requirements)]
    where = subprocess.DEVNULL if quiet else None
    return subprocess.run(command + options, stdout=where, stderr=where).returncode == 0


def stamp_of(requirements: Path) -> Path:
    return VENV / f"{requirements.stem}.installed"


def fingerprint(requirements: Path) -> str:
    return hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()


def is_installed(requirements: Path) -> bool:
    stamp = stamp_of(requirements)
    return stamp.exists() and stamp.read_text() == fingerprint(requirements)


def main() -> None:
    check_system()
    requirements = HERE / sys.argv[1]
    if is_installed(requirements) or is_installed(EVERYTHING):
        return
    if not venv_works():
        make_venv()
    install(requirements)
    stamp_of(requirements).write_text(fingerprint(requirements))


if __name__ == "__main__":
    main()
