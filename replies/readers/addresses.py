"""An address on the web in, the bytes of the file there out.

Only who works on the archive's machine names addresses, on the command line: no reader can have one fetched. Nothing
but HTTP is spoken, also behind a redirection, so that no address leads to a file of this machine.
"""

from __future__ import annotations

import re
import time
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from replies.readers.files import MAX_BYTES
from replies.readers.packages import MAX_UNPACKED
from replies.readers.reading import UnreadableFile
from replies.readers.sniff import ZIP_BEGINNINGS

PATIENCE = 30.0  # seconds without an answer
LONGEST = 600.0  # seconds for a whole file, however slowly it trickles
_CHUNK = 1 << 16
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_AS_IT_IS = "%/:?#[]@!$&'()*+,;=~-._"  # the rest of an address, such as Chinese, goes as its UTF-8
_SPOKEN = (
    ProxyHandler,
    UnknownHandler,
    HTTPHandler,
    HTTPSHandler,
    HTTPDefaultErrorHandler,
    HTTPRedirectHandler,
    HTTPErrorProcessor,
)


def is_address(text: str) -> bool:
    """Whether this is an address on the web, and no path."""
    return _ADDRESS.match(text) is not None


def shown(address: str) -> str:
    """The address as it may be reported and kept: without a user's name and password."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def fetch(address: str) -> bytes:
    """The file at this address. Raises `UnreadableFile`, saying why there is none and what to do."""
    request = Request(_ascii(address), headers={"User-Agent": "Mozilla/5.0 (compatible; fuwenku)"})  # noqa: S310 - HTTP alone
    opener = OpenerDirector()
    for handler in _SPOKEN:
        opener.add_handler(handler())
    try:
        with opener.open(request, timeout=PATIENCE) as answer:
            return _read(answer)
    except HTTPError as error:
        raise UnreadableFile(f"网站答复 {error.code}，没有给出文件；请核对网址。") from None
    except TimeoutError:
        raise UnreadableFile(f"网站 {PATIENCE:g} 秒没有回音；请稍后再试。") from None
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            raise UnreadableFile(f"网站 {PATIENCE:g} 秒没有回音；请稍后再试。") from None
        raise UnreadableFile(f"取不到这个网址（{reason}）；请核对网址和网络。") from None


def _ascii(address: str) -> str:
    try:
        parts: SplitResult = urlsplit(address)
        if parts.username is not None or parts.password is not None:
            raise UnreadableFile("网址里不能带用户名和密码；请先下载，再给文件。")
        port = f":{parts.port}" if parts.port else ""
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError:  # also what is no name of a host
        raise UnreadableFile("不是正确的网址；请核对。") from None
    if not host:
        raise UnreadableFile("不是正确的网址；请核对。")
    host = f"[{host}]" if ":" in host else host
    path, query = (quote(part, safe=_AS_IT_IS) for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme.lower(), host + port, path, query, ""))


def _read(answer: HTTPResponse) -> bytes:
    """All that comes, if it is not too much, not too slow, and no less than was said."""
    chunks: list[bytes] = []
    size, limit, until = 0, MAX_BYTES, time.monotonic() + LONGEST
    while chunk := answer.read(_CHUNK):
        if not chunks and chunk.startswith(ZIP_BEGINNINGS):
            limit = MAX_UNPACKED
        chunks.append(chunk)
        size += len(chunk)
        if size > limit:
            raise UnreadableFile(f"文件超过上限 {limit >> 20} MB；请拆分后再试。")
        if time.monotonic() > until:
            raise UnreadableFile(f"文件 {LONGEST / 60:g} 分钟还没有传完；请先下载，再给文件。")
    said = answer.headers.get("Content-Length", "")
    if said.isdecimal() and size < int(said):
        raise UnreadableFile("文件没有传完，连接就断了；请再试一次。")
    return b"".join(chunks)
