"""`python -m tests.run [pytest arguments]`: the whole suite on SQLite, then all that knows a database on PostgreSQL.

The pure rooms (letters, readers, search) know no database, a browser sees what tests/web asks of both, and the worker's
processes choose their own; their tests run once. At a desk, where nobody should wait for more than five minutes, so do
those of the pages (tests/web), of who sees what behind every door, and of what only parses in other processes (marked
`processes`); with CI=true they run on both. PostgreSQL is the server named by TEST_POSTGRES_URL.
Where none answers, that is said loudly and its half is left out; with CI=true it is a failure.
Each half runs in one process more than there are cores (`-n`): some tests wait, for a browser or for other processes.
"""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg

WITHOUT_DATABASE = (
    *("tests/letters", "tests/readers", "tests/search", "tests/browser"),
    *("tests/test_layers.py", "tests/test_worker.py", "tests/test_ingest_processes.py"),
)
IN_CI = os.environ.get("CI") == "true"
ON_BOTH_IN_CI = ("tests/web", "tests/test_access.py", "tests/test_privacy.py", "tests/test_roles.py")
DEFAULT_URL = "postgres://fuwenku:fuwenku@127.0.0.1:5432/fuwenku"


def main(arguments: list[str]) -> int:
    """Run both halves; the exit status is the worse of the two."""
    sqlite = _pytest({}, "SQLite", arguments)
    url = os.environ.get("TEST_POSTGRES_URL", DEFAULT_URL)
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        sys.stderr.write(f"\nNOT TESTED: PostgreSQL does not answer at {url.rpartition('@')[2]}: {error}\n")
        sys.stderr.write("Start one and name it in TEST_POSTGRES_URL (its user needs CREATEDB).\n")
        return 1 if IN_CI else sqlite
    left_out = [f"--ignore={room}" for room in (*WITHOUT_DATABASE, *(() if IN_CI else ON_BOTH_IN_CI))]
    left_out += [] if IN_CI else ["-m", "not processes"]
    return max(sqlite, _pytest({"DATABASE_URL": url}, "PostgreSQL", [*left_out, *arguments]))


def _pytest(environment: dict[str, str], name: str, arguments: list[str]) -> int:
    sys.stdout.write(f"\n=== {name} ===\n")
    sys.stdout.flush()
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "SEARCH_URL"}}
    command = [sys.executable, "-m", "pytest", "-n", str((os.cpu_count() or 1) + 1), "--dist", "worksteal", *arguments]
    return subprocess.run(command, env=kept | environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
