"""Zip packages (docx, odt, ofd and plain zips) and the XML inside them, opened without trusting either.

Sizes are summed before anything is unpacked, names are only ever compared and never used as paths on disk, and XML is
parsed without entities, DTDs or network.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree

from replies.readers.reading import UnreadableFile

MAX_MEMBERS = 5_000
MAX_UNPACKED = 500 * 1024 * 1024
MAX_RATIO = 100
RATIO_COUNTS_FROM = 10 * 1024 * 1024  # small files may well be squeezed a hundredfold: blank pages, long tables

_PARSER_OPTIONS = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


class Package:
    """A zip file in memory whose sizes were checked. Raises `UnreadableFile` when it is broken or too large."""

    def __init__(self, data: bytes, *, max_members: int = MAX_MEMBERS) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            # A name may be empty, which `ZipInfo.is_dir` trips over.
            members = [info for info in self._zip.infolist() if not info.filename.endswith("/")]
        except Exception as error:  # zipfile promises no more than BadZipFile, yet raises whatever it trips over
            raise UnreadableFile("压缩包已损坏，无法打开；请重新下载或重新打包后再上传。") from error
        if len(members) > max_members:
            raise UnreadableFile(f"压缩包内有 {len(members)} 个文件，超过上限 {max_members} 个；请分成几个压缩包。")
        unpacked = sum(info.file_size for info in members)
        if unpacked > MAX_UNPACKED:
            raise UnreadableFile(f"压缩包解开后超过 {MAX_UNPACKED >> 20} MB；请分成几个压缩包。")
        if unpacked > RATIO_COUNTS_FROM and unpacked > MAX_RATIO * max(1, len(data)):
            raise UnreadableFile(f"压缩包的压缩比超过 {MAX_RATIO} 倍，疑为恶意文件，未打开。")
        self._members = _by_name(members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def names(self) -> Iterator[str]:
        """Names of the files inside, in the order of the package."""
        return iter(self._members)

    def read(self, name: str) -> bytes:
        """Bytes of one file inside; never more than its directory entry promised."""
        info = self._members.get(name)
        if info is None:
            raise UnreadableFile(f"文件缺少应有的部分“{name}”，已损坏；请重新下载或另存后再上传。")
        if info.flag_bits & 0x1:
            raise UnreadableFile("文件有密码保护，无法读取；请取消密码后再上传。")
        try:
            with self._zip.open(info) as member:
                data = member.read(info.file_size + 1)
        except Exception as error:  # zlib.error and lzma.LZMAError share no base class
            raise UnreadableFile("压缩包中有损坏的文件，无法读取；请重新下载或重新打包。") from error
        if len(data) > info.file_size:
            raise UnreadableFile("压缩包目录与内容不符，疑为恶意文件，未读取。")
        return data

    def xml(self, name: str) -> etree._Element:
        """Root element of an XML file inside."""
        return parse_xml(self.read(name))


def _by_name(members: Iterable[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The files by name; a name that a zip gives several times is numbered, so that no file hides another."""
    times: Counter[str] = Counter()
    named = {}
    for info in members:
        times[info.filename] += 1
        again = times[info.filename]
        named[info.filename if again == 1 else f"{info.filename} ({again})"] = info
    return named


def parse_xml(data: bytes) -> etree._Element:
    """Root element of an XML document. Raises `UnreadableFile` when it is not well-formed or declares entities."""
    try:
        root = etree.fromstring(data, etree.XMLParser(**_PARSER_OPTIONS))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile("文件内部的 XML 已损坏，无法读取；请用原来的软件另存一次后再上传。") from error
    internal = root.getroottree().docinfo.internalDTD
    if internal is not None and any(True for _ in internal.iterentities()):
        raise UnreadableFile("文件内含自定义的 XML 实体，疑为恶意文件，未读取。")
    return root
