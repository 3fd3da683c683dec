"""Text in every encoding that Chinese offices have used, and what is no text."""

from __future__ import annotations

import os

import pytest

from replies.readers import UnreadableFile, read_file
from replies.readers.text import read_text

SIMPLIFIED = "王小明委员：您提出的关于改造老街步道的提案收悉，现答复如下：一、基本情况。\n二、下一步工作打算。\n"
TRADITIONAL = "王小明委員：您提出的關於改造老街步道的提案收悉，現答覆如下：一、基本情況。\n二、下一步工作打算。\n"


@pytest.mark.parametrize(
    ("text", "stored_as", "encoding", "reason"),
    [
        (SIMPLIFIED, "utf-8", "utf-8", "what nearly everything is today"),
        (SIMPLIFIED, "utf-8-sig", "utf-8", "Windows Notepad's UTF-8"),
        (SIMPLIFIED, "gb2312", "gb18030", "old office systems"),
        (SIMPLIFIED + "玥镕", "gbk", "gb18030", "names outside GB 2312"),
        (SIMPLIFIED + "㐀𠀀", "gb18030", "gb18030", "rare characters of four bytes"),
        (TRADITIONAL, "big5", "big5hkscs", "pages in traditional script"),
        (SIMPLIFIED, "utf-16", "utf-16-le", "Notepad's Unicode, with its mark"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le", "the same without"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be", "the other byte order"),
        (SIMPLIFIED, "utf-32", "utf-32-le", "a mark that begins like that of UTF-16"),
        ("委员您好", "gbk", "gb18030", "a text too short for statistics"),
    ],
)
def test_text_comes_out_whatever_its_encoding(text, stored_as, encoding, reason):
    reading = read_text(text.encode(stored_as))
    assert (reading.text, reading.encoding) == (text, encoding), reason


@pytest.mark.parametrize(
    ("data", "text", "reason"),
    [
        (SIMPLIFIED.encode() + b"\xff", SIMPLIFIED + "\ufffd", "one broken byte spoils no letter"),
        (SIMPLIFIED.encode("gbk")[:-2], SIMPLIFIED[:-2] + "\ufffd", "cut in the middle of a character"),
        ("一\r\n二\r三\n".encode(), "一\n二\n三\n", "one kind of line end"),
        ("委员\0会".encode(), "委员会", "databases refuse NUL"),
    ],
)
def test_small_damage_is_borne(data, text, reason):
    assert read_text(data).text == text, reason


@pytest.mark.parametrize(
    ("data", "said", "reason"),
    [
        (b"", "空", "an empty file"),
        (b" \r\n\t\n", "没有文字", "nothing but white space"),
        (bytes(range(256)) * 40, "编码", "every byte there is"),
        (b"\0" * 5000, "编码", "zeros"),
        (b"\x7fELF\x02\x01\x01" + os.urandom(8000), "编码", "a program"),
        ("naïve café à la carte ".encode("latin-1") * 50, "编码", "a text in no Chinese encoding"),
        (b"x" * (51 << 20), "上限", "51 MB"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data, said, reason):
    with pytest.raises(UnreadableFile, match=said):
        read_file(data)
    assert reason
