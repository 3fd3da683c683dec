"""Files fetched from the web: a real server, and every obstacle named."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from replies.readers import addresses
from replies.readers.folders import walk

LETTER = "关于第12号提案的答复".encode("gb18030")


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("a.txt", "甲")
        package.writestr("b.txt", "乙")
    return buffer.getvalue()


class Site(BaseHTTPRequestHandler):
    """What the addresses of the tests give out."""

    def do_GET(self) -> None:
        answers = {
            "/letter.html": (200, LETTER, {}),
            "/%E5%A4%8D%E6%96%87.txt?id=%E4%B8%80": (200, LETTER, {}),
            "/all.zip": (200, zipped(), {}),
            "/moved": (302, b"", {"Location": "/letter.html"}),
            "/to-a-file": (302, b"", {"Location": "file:///etc/passwd"}),
            "/to-ftp": (302, b"", {"Location": "ftp://127.0.0.1/letter.txt"}),
            "/round": (302, b"", {"Location": "/round"}),
            "/short": (200, LETTER, {"Content-Length": "1000"}),
            "/long": (200, b"a" * 2000, {}),
        }
        status, body, headers = answers.get(self.path, (404, b"", {}))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def site(monkeypatch) -> Iterator[str]:
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(addresses, "MAX_BYTES", 1000)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("address", "expected", "reason"),
    [
        ("http://{}/letter.html", [("http://{}/letter.html", LETTER)], "a page, as it came"),
        (
            "HTTP://{}/letter.html#top",
            [("http://{}/letter.html#top", LETTER)],
            "a scheme in capitals, and a place in it",
        ),
        ("http://{}/复文.txt?id=一", [("http://{}/复文.txt?id=一", LETTER)], "Chinese in an address"),
        ("http://{}/moved", [("http://{}/moved", LETTER)], "a redirection is followed"),
        (
            "http://{}/all.zip",
            [("http://{}/all.zip!a.txt", "甲".encode()), ("http://{}/all.zip!b.txt", "乙".encode())],
            "a zip is opened",
        ),
    ],
)
def test_a_file_is_fetched(site, address, expected, reason):
    found = list(walk([address.format(site)]))
    assert [(one.name, one.data) for one in found] == [(name.format(site), data) for name, data in expected], reason
    assert [one.label for one in found] == [one.name for one in found], "kept under where it came from"
    assert not any(one.problem for one in found)


@pytest.mark.parametrize(
    ("address", "said", "reason"),
    [
        ("http://{}/nowhere", "404", "nothing there"),
        ("http://{}/to-a-file", "302", "no redirection leads to a file of this machine"),
        ("http://{}/to-ftp", "ftp", "nor to anything but HTTP"),
        ("http://{}/round", "30", "round and round"),
        ("http://{}/short", "没有传完", "a connection that breaks gives no half a letter"),
        ("http://{}/long", "超过上限", "more than a file may hold"),
        ("http://somebody:secret@{}/letter.html", "用户名和密码", "a password does not belong there"),
        ("http://", "网址", "no host"),
        ("http://[::1/", "网址", "half a host"),
        ("http://127.0.0.1:99999999/", "网址", "no port"),
        ("http://127.0.0.1:1/", "网络", "nobody answers"),
    ],
)
def test_an_obstacle_is_named(site, address, said, reason):
    (found,) = walk([address.format(site)])
    assert said in found.problem, reason
    assert found.data == b""
    assert "secret" not in found.name + found.problem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org/a", True),
        ("HTTP://example.org", True),
        ("httpd.conf", False),
        ("file:///etc/passwd", False),
        ("ftp://example.org/a", False),
        ("./http:/a", False),
    ],
)
def test_only_http_is_an_address(text, expected):
    assert addresses.is_address(text) is expected
