"""The rooms stay apart: pure ones load no Django, and imports point down."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
IMPORT_ALL = """
import importlib, pkgutil, sys
room = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
    importlib.import_module(module.name)
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"django", "rest_framework", "django_filters"}))
"""


@pytest.mark.parametrize("room", ["replies.letters", "replies.readers", "replies.search"])
def test_a_pure_room_loads_no_django(room):
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IMPORT_ALL, room], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == []


def test_imports_point_down():
    lint = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
