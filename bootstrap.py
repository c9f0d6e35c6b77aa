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
MADE_FOR = VENV / "made-for.txt"
PIP = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check"]
CONFIG = [str(PYTHON), "-m", "pip", "config"]
EVERYTHING = HERE / "requirements-dev.txt"  # holds the other one, version by version
# What a page costs: calls, attributes and dictionaries. What is imported first some Pythons lack
HOW_FAST = f"""
import ctypes, ensurepip, ssl, sys, time, venv, zlib
if sys.implementation.name != "cpython" or not {OLDEST} <= sys.version_info[:2] <= {NEWEST}:
    sys.exit(1)
class Thing:
    def __init__(self, number):
        self.number = number
    def name(self):
        return str(self.number % 1000)
def seconds():
    begun, found = time.process_time(), dict()
    for number in range(5000):
        thing = Thing(number)
        found[thing.name()] = thing.number
    return time.process_time() - begun
print(min(seconds() for _ in range(50)))
"""
WORTH_IT = 0.85  # of the seconds; less may be chance
UNFIT = float("inf")


def refuse(sentence: str) -> None:
    sys.exit(f"Gloss cannot be installed: {sentence}")


def check_system() -> None:
    if os.name != "posix":
        refuse("it runs on Linux and macOS. On Windows, use it inside WSL.")


def check_release() -> None:
    found = sys.version_info[:2]
    if not OLDEST <= found <= NEWEST:
        refuse(
            f"this is Python {found[0]}.{found[1]}, and it needs Python {OLDEST[0]}.{OLDEST[1]} to "
            f"{NEWEST[0]}.{NEWEST[1]}. If you have another one, name it: PYTHON=python3.12 make up"
        )


def request() -> str:
    """What an environment is made for: it stays while the same Python is asked, in the same way."""
    return f"{sys.version} {os.environ.get('PYTHON', '')}"


def fitting_python() -> str:
    """The Python that was named; if none was, this one, or one of the path that is much faster.

    Pythons that were compiled on the machine are mostly compiled without optimisation: to load the application takes
    them a quarter longer than the one of the system, and nobody would look for the reason there.
    """
    this = sys.executable
    if os.environ.get("PYTHON"):
        return this
    pythons = [this, *other_pythons()]
    rounds = [{python: seconds_of(python) for python in pythons} for _round in range(2)]
    seconds = {python: min(one[python] for one in rounds) for python in pythons}
    fastest = min(pythons, key=lambda python: seconds[python])
    if seconds[fastest] >= seconds[this] * WORTH_IT:
        return this
    why = "makes no environment for it" if seconds[this] == UNFIT else "is slower"
    print(f"Gloss takes {fastest}: {this} {why}. To choose yourself: PYTHON=python3 make up", flush=True)
    return fastest


def other_pythons() -> "list[str]":
    """By their whole names: `python3` may be another one after the next upgrade of the system."""
    names = [f"python3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1)]
    others = {}
    for python in (Path(folder, name) for folder in os.get_exec_path() for name in names):
        if os.access(str(python), os.X_OK):
            others.setdefault(python.resolve(), str(python))
    others.pop(Path(sys.executable).resolve(), None)
    return list(others.values())


def seconds_of(python: str) -> float:
    """For the same work; UNFIT where it can make no environment for us, or is no Python at all."""
    try:
        answer = subprocess.run([python, "-c", HOW_FAST], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return float(answer.stdout) if answer.returncode == 0 else UNFIT
    except (OSError, ValueError):
        return UNFIT


def venv_works() -> bool:
    """Is there a whole environment, made for what is asked for now?"""
    if not (PYTHON.exists() and MADE_FOR.exists() and MADE_FOR.read_text() == request()):
        return False
    return subprocess.run([str(PYTHON), "-c", "import pip"], stderr=subprocess.DEVNULL).returncode == 0


def make_venv() -> None:
    """By the Python that fits, or else by this one: a Python of the system may lack what makes environments."""
    for python in dict.fromkeys((fitting_python(), sys.executable)):
        if python == sys.executable:
            check_release()
        shutil.rmtree(str(VENV), ignore_errors=True)
        if subprocess.run([python, "-m", "venv", str(VENV)]).returncode == 0:
            MADE_FOR.write_text(request())
            return
    shutil.rmtree(str(VENV), ignore_errors=True)
    refuse("python3 cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv")


def install(requirements: Path) -> None:
    """With uv where it can be had, else with pip; every file is checked against its hash.

    Nothing is compiled now: of all modules few are imported, and those are compiled then. That halves the time. Only of
    what the tests need: their many processes begin at once, and each would compile it.
    """
    print(f"Installing the packages of {requirements.name} into .venv ...", flush=True)
    uv = shutil.which("uv") or own_uv()
    if uv:
        asked = [uv, "pip", "install", "--quiet", "--python", str(PYTHON), *pips_index()]
        if requirements == EVERYTHING:
            asked.append("--compile-bytecode")
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
    return hashlib.sha256(requirements.read_bytes() + request().encode()).hexdigest()


def is_installed(requirements: Path) -> bool:
    stamp = stamp_of(requirements)
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == fingerprint(requirements)


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
