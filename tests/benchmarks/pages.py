"""`python -m tests.benchmarks.pages DATA`: the results page of the archive in the folder DATA, asked by many at once.

Starts gunicorn as `make run` does on a free port; clients ask one fixed list of searches over and over, each for some
seconds. Prints the median and 95th percentile of the answers' times, answers a second, errors, and the processor time
that the workers spent on an answer: on a machine with other work that is what tells. `tests.benchmarks.filled` makes
such a folder.
"""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 120  # seconds
MILLISECONDS = 1000
TICKS = os.sysconf("SC_CLK_TCK")
SEARCHES = (
    *("q=养老", "q=教育", "q=交通", "q=医疗", "q=社区", "q=环境", "q=孤独症", "q=溶洞", "q=皮影戏"),
    *("q=养老 服务", "q=老旧 小区", "q=电梯 加装", "q=校园 安全", "q=学校 午餐 家长", "q=小区 消防 改造"),
    *(
        'q="养老服务体系"',
        'q="老旧小区改造"',
        'q="家庭医生签约"',
        "q=公交 | 地铁 | 停车",
        "q=养老 -食堂",
        "q=标题:养老",
    ),
    *("q=056", "q=第318号", "q=", "q=&sort=newest&page=3", "q=养老&sort=newest", "q=教育&page=2"),
    *("q=养老&year=2021&response_type=A", "q=教育&year_from=2018&year_to=2022", "q=交通&body=npc"),
    *("q=&province=53", "q=停车&has_figures=1&satisfaction=满意", "q=养老&subject=养老与民政", "q=yanglao"),
)


@dataclass
class Answers:
    """What the clients met: seconds for each answer, and what went wrong."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def main() -> None:
    """Read the command line, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="ARCHIVE_DATA of the archive")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    with _served(options.data, options.workers) as (port, server):
        for search in SEARCHES:
            _ask(_connect(port), search, Answers())
        before = _processor_time(server)
        answers = Answers()
        start = time.perf_counter()
        _ask_all(port, options.clients, options.seconds, answers)
        seconds = time.perf_counter() - start
        spent = _processor_time(server) - before
    times = sorted(answers.times)
    print(f"{options.workers} workers, {options.clients} clients, {len(times)} answers in {seconds:.1f} s")
    print(f"median      {statistics.median(times) * MILLISECONDS:7.1f} ms")
    print(f"p95         {times[int(len(times) * 0.95)] * MILLISECONDS:7.1f} ms")
    print(f"answers/s   {len(times) / seconds:7.1f}")
    print(f"processor   {spent / len(times) * MILLISECONDS:7.1f} ms each")
    print(f"errors      {len(answers.errors):5d}", *sorted(set(answers.errors))[:5])


@contextmanager
def _served(data: Path, workers: int) -> Iterator[tuple[int, int]]:
    """gunicorn over this archive: its port and its process. Ends with it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"ARCHIVE_DATA": str(data.resolve()), "DEBUG": "0"}
    environment |= {"DJANGO_SETTINGS_MODULE": "archive.settings"}
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, cwd=ROOT, env=environment, check=True)
    command = [sys.executable, "-m", "gunicorn", "archive.wsgi", "--bind", f"127.0.0.1:{port}", "--preload"]
    command += ["--workers", str(workers), "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE)
    try:
        _wait_for(port, server)
        yield port, server.pid
    finally:
        server.terminate()
        server.communicate()


def _wait_for(port: int, server: subprocess.Popen) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    server.kill()
    raise SystemExit(f"gunicorn did not start:\n{server.communicate()[1].decode()}")


def _connect(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=30)


def _ask_all(port: int, clients: int, seconds: float, answers: Answers) -> None:
    """All clients at once, each beginning elsewhere in the list."""
    until = time.perf_counter() + seconds

    def ask_on(first: int) -> None:
        connection, at = _connect(port), first
        while time.perf_counter() < until:
            _ask(connection, SEARCHES[at % len(SEARCHES)], answers)
            at += 1
        connection.close()

    step = max(len(SEARCHES) // clients, 1)
    threads = [threading.Thread(target=ask_on, args=(number * step,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _ask(connection: http.client.HTTPConnection, search: str, answers: Answers) -> None:
    start = time.perf_counter()
    try:
        connection.request("GET", f"/search/?{quote(search, safe='=&')}")
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        answers.errors.append(type(error).__name__)
        return
    answers.times.append(time.perf_counter() - start)
    if response.status != http.client.OK:
        answers.errors.append(f"{response.status} {search}")


def _processor_time(server: int) -> float:
    """Seconds of processor that the children of this process have used."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="ascii").split()
    used = [Path(f"/proc/{child}/stat").read_text(encoding="utf-8").rpartition(")")[2].split() for child in children]
    return sum(int(values[11]) + int(values[12]) for values in used) / TICKS


if __name__ == "__main__":
    main()
