"""What must not be in the tree: machine paths, registries' addresses, skipped tests, and unlisted folders."""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {
    ".ci", ".gitignore", ".npmrc", "CHANGELOG.md", "LICENSE", "Makefile", "NOTICE", "README.md", "benchmarks",
    "docs", "launch", "package-lock.json", "package.json", "plugin", "pyproject.toml", "requirements", "sandbox",
    "sdk", "templates", "tests",
}  # fmt: skip
REGISTRY = re.compile(r"registry\s*[=:]\s*\"?https?://|\"resolved\"\s*:|--(extra-)?index-url|\.(whl|tar\.gz)\"")
MACHINE = re.compile(r"/(home|root|Users|work)/[a-z]")
SKIPPED = re.compile(r"pytest\.(skip|xfail)\(|mark\.(skip|xfail)\b")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def lines_matching(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    found = []
    for path in paths:
        if path == Path(__file__) or path.suffix in {".png", ".woff2"}:
            continue
        text = path.read_text("utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {line[:80]}" for line in text.splitlines() if pattern.search(line)]
    return found


def test_the_top_level_holds_the_agreed_rooms_only() -> None:
    """A newcomer sees the architecture in the folder names."""
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= ROOMS


def test_no_lock_or_setting_names_a_registry() -> None:
    """The locks hold hashes, not addresses."""
    assert not lines_matching(REGISTRY, [p for p in tracked() if p.suffix in {".json", ".lock", ".toml", ".npmrc"}])


def test_no_file_names_a_machines_path() -> None:
    """Nothing here depends on where it was written."""
    assert not lines_matching(MACHINE, tracked())


def test_no_test_is_skipped() -> None:
    """A test that cannot run here is left out by its marker and said so, never skipped inside."""
    assert not lines_matching(SKIPPED, [p for p in tracked() if p.parts[-1].startswith("test_")])


def test_every_lock_pins_by_hash() -> None:
    """Each pinned package carries at least one sha256."""
    for lock in sorted((ROOT / "requirements").glob("*.lock")):
        entries = re.split(r"\n(?=[a-z0-9])", lock.read_text())
        pinned = [entry for entry in entries if "==" in entry.split("\n")[0]]
        assert pinned
        assert all("--hash=sha256:" in entry for entry in pinned), lock.name


def test_what_is_vendored_is_what_was_checked() -> None:
    """Every vendored file has the checksum recorded beside it."""
    vendor = ROOT / "templates" / "chargeline_templates" / "static" / "vendor"
    listed = list(vendor.rglob("SHA256SUMS"))
    assert listed
    for sums in listed:
        for line in sums.read_text().split("\n"):
            if line:
                checksum, name = line.split()
                assert hashlib.sha256((sums.parent / name).read_bytes()).hexdigest() == checksum
