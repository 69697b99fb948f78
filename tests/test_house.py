"""The house itself: what stands at its top, how large its rooms' modules are, and what its wheel holds."""

import re
import subprocess
import sys
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("gateway", "schema", "resolvers", "datasources", "supergraph")
TOP = {
    "schema",
    "resolvers",
    "datasources",
    "gateway.py",
    "tests",
    "pyproject.toml",
    "README.md",
    "supergraph",
    "bench",
    "docs",
    "web",
    "Makefile",
    "CHANGELOG.md",
    "LICENSE",
    "requirements.lock",
    "requirements-dev.lock",
    "hub.toml",
}
MAX_LINES = 500


def tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout: what is tracked cannot be told")
    return done.stdout.splitlines()


def test_the_top_level_holds_what_was_settled_and_no_more() -> None:
    top = {name.split("/")[0] for name in tracked()}
    assert {name for name in top if not name.startswith(".")} == TOP


def test_no_module_outgrows_one_idea() -> None:
    modules = [name for name in tracked() if name.endswith(".py") and not name.startswith("tests/")]
    sizes = {name: len((ROOT / name).read_text("utf-8").splitlines()) for name in modules if (ROOT / name).exists()}
    assert sizes
    assert {name: size for name, size in sizes.items() if size > MAX_LINES} == {}


def test_no_other_distribution_owns_our_names() -> None:
    """A distribution that ships a top-level `schema` would silently overwrite ours."""
    owners = packages_distributions()
    assert {name: owners[name] for name in OURS if set(owners.get(name, [])) - {"engagement-hub"}} == {}


def test_locks_hold_hashes_and_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        pins = re.findall(r"^[a-z0-9][a-z0-9_.\[\]-]*==", text, re.MULTILINE | re.IGNORECASE)
        assert len(pins) > 30
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text
    for lock in ("web/package-lock.json", "bench/package-lock.json"):
        assert '"resolved"' not in (ROOT / lock).read_text("utf-8")


def test_the_wheel_holds_exactly_the_packages_of_the_house(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" not in name]
    assert {name.split("/")[0] for name in names} == {"gateway.py", *OURS[1:]}
    assert "schema/schema.graphql" in names
    assert any(name.startswith("datasources/demo/") for name in names)
    assert not any(name.endswith(".pyc") for name in names)
