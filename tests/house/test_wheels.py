"""The two distributions as someone who installs them meets them: built from the sdist, in a clean environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENCOUNTER = {
    "contract": 1,
    "id": "e1",
    "date_of_service": "2026-11-23",
    "discipline": "PT",
    "policy": "medicare-part-b",
    "services": [{"id": "s1", "code": "97110", "minutes": 33}, {"id": "s2", "code": "97140", "minutes": 7}],
}


def run(*command: str | Path, cwd: Path = ROOT, stdin: str | None = None) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PIP"))}
    finished = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        input=stdin,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both wheels, each built from its own sdist."""
    built = {}
    for name, folder in {"chargeline": ROOT / "sdk", "chargeline_app": ROOT}.items():
        out = tmp_path_factory.mktemp(name)
        run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", out, cwd=folder)
        (sdist,) = out.glob("*.tar.gz")
        run("tar", "-xzf", sdist, cwd=out)
        (source,) = (path for path in out.iterdir() if path.is_dir())
        run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", out, cwd=source)
        (built[name],) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def clean(wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has the SDK's wheel and nothing else."""
    home = tmp_path_factory.mktemp("clean")
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--no-index",
        "--quiet",
        wheels["chargeline"],
    )
    return python


def test_the_sdk_alone_evaluates_in_a_clean_environment(clean: Path) -> None:
    """`pip install ./sdk` brings all that `chargeline evaluate` needs."""
    out = run(clean, "-m", "chargeline", "evaluate", "-", "--format", "json", stdin=json.dumps(ENCOUNTER))
    lines = {line["code"]: (line["units"], line["modifiers"]) for line in json.loads(out)["charge_lines"]}
    assert lines == {"97110": (2, ["GP"]), "97140": (1, ["GP"])}


def test_the_sdk_brings_no_third_party_module(clean: Path) -> None:
    """Importing it loads the standard library and itself."""
    script = (
        "import sys, chargeline; chargeline.evaluate(" + repr(ENCOUNTER) + ");"
        "print({m.split('.')[0] for m in sys.modules} - set(sys.stdlib_module_names) - {'chargeline', '__main__'})"
    )
    assert run(clean, "-I", "-c", script).strip() in {"set()", "{'_virtualenv'}"}


def test_the_apps_wheel_carries_its_pages_styles_and_synthetic_patients(wheels: dict[str, Path]) -> None:
    """A wheel without its data would only fail at the first page."""
    names = zipfile.ZipFile(wheels["chargeline_app"]).namelist()
    for folder, ending in {
        "chargeline_templates/": ".html",
        "chargeline_templates/static/": ".css",
        "chargeline_templates/static/vendor/": ".js",
        "chargeline_plugin/": "app.py",
        "chargeline_launch/": "seal.py",
        "chargeline_sandbox/": "__main__.py",
    }.items():
        assert [n for n in names if n.startswith(folder) and n.endswith(ending)], (folder, ending)
    assert not [n for n in names if n.startswith(("tests/", "sdk/", "chargeline/"))]


def test_the_apps_wheel_starts_outside_the_checkout(wheels: dict[str, Path], tmp_path: Path) -> None:
    """Unpacked elsewhere, its command line answers."""
    zipfile.ZipFile(wheels["chargeline_app"]).extractall(tmp_path)
    script = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import chargeline_plugin.cli as c; print(c.__file__)"
    assert str(tmp_path) in run(sys.executable, "-c", script, cwd=tmp_path)
