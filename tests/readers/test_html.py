"""Pages of government sites: the letter with its header comes out, the site around it does not."""

from __future__ import annotations

import pytest

from replies.readers import UnreadableFile, read_file
from replies.readers.html import read_html

MENU = "<ul>" + "".join(f"<li><a href='#'>栏目{name}</a></li>" for name in "甲乙丙丁戊己") + "</ul>"
LETTER = "<p>王小明委员：</p><p>您提出的关于改造老街步道的提案收悉，现答复如下：</p>" + "".join(
    f"<p>{number}、我局已按照要求改造步道并安装路灯，今后继续做好养护工作。</p>" for number in "一二三四五六七八"
)
LINES = (
    "王小明委员：\n您提出的关于改造老街步道的提案收悉，现答复如下：\n"
    "一、我局已按照要求改造步道并安装路灯，今后继续做好养护工作。"
)


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("head", "stored_as", "encoding", "reason"),
    [
        ('<meta charset="utf-8">', "utf-8", "utf-8", "declared and true"),
        ("", "utf-8", "utf-8", "not declared"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "gbk", "gb18030", "declared narrower"),
        ('<meta charset="utf-8">', "gbk", "gb18030", "declared and false"),
        ("", "gbk", "gb18030", "not declared, not UTF-8"),
        ('<meta charset="no-such-thing">', "utf-8", "utf-8", "an unknown name"),
    ],
)
def test_the_charset_is_found(head, stored_as, encoding, reason):
    reading = read_file(page(LETTER + "<p>玥镕</p>", head).encode(stored_as))
    assert reading.encoding == encoding, reason
    assert reading.text.startswith(LINES), reason
    assert reading.text.endswith("玥镕"), reason


@pytest.mark.parametrize(
    ("body", "there", "gone", "reason"),
    [
        (MENU + f"<div>{LETTER}</div>", [], ["栏目"], "a menu is mostly links"),
        (f"<div><div>{MENU}</div><div>{LETTER}</div></div>", ["王小明"], ["栏目"], "also inside what holds the letter"),
        (f"<script>var 甲 = '<p>乙</p>'</script><style>.丙{{}}</style>{LETTER}", [], ["甲", "乙", "丙"], "code"),
        (f'<p style="display: none">博彩</p><p hidden>暗字</p>{LETTER}', [], ["博彩", "暗字"], "what no visitor sees"),
        (f"<!-- 注 -->{LETTER}", [], ["注"], "comments"),
        (f"<nav>导航</nav><footer>页脚</footer>{LETTER}", [], ["导航", "页脚"], "what HTML itself calls so"),
        (f"<div>{LETTER}<p>见<a>附件</a>。</p></div>", ["见附件。"], [], "a link in a sentence stays"),
        (f"<p>1 &lt; 2 &amp;&nbsp;3</p>{LETTER}", ["1 < 2 & 3"], [], "entities"),
        (f"<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>{LETTER}", ["<script>alert(1)</script>"], [], "quoted markup"),
        (f"<p>改造\n步道 12 公里</p>{LETTER}", ["改造步道 12 公里"], [], "a line break between characters is none"),
        (f"<p>第一行<br>第二行</p>{LETTER}", ["第一行\n第二行"], [], "but <br> is one"),
    ],
)
def test_what_a_visitor_reads_comes_out(body, there, gone, reason):
    text = read_html(page(body).encode()).text
    assert LINES in text, reason
    assert [words for words in there if words not in text] == [], reason
    assert [words for words in gone if words in text] == [], reason


def test_the_index_header_keeps_its_rows():
    header = (
        "<table><tr><td><p>索引号</p></td><td><p>0108/2023-1</p></td><td>发布日期</td><td>2023-06-20</td></tr>"
        "<tr><th>文号</th><td>西城管函〔2023〕31号</td></tr></table><h1>关于第031号提案答复的函</h1>"
    )
    text = read_html(page(f"<div>{header}<div>{LETTER}</div></div>").encode()).text
    assert text.startswith(
        "索引号 0108/2023-1 发布日期 2023-06-20\n文号 西城管函〔2023〕31号\n关于第031号提案答复的函\n王小明委员："
    )


def test_a_table_that_lays_out_the_page_keeps_its_paragraphs():
    assert LINES in read_html(page(f"<table><tr><td>{LETTER}</td></tr></table>").encode()).text


@pytest.mark.parametrize(
    ("title", "first_line", "reason"),
    [
        ("关于第031号提案答复的函_西山区人民政府", "关于第031号提案答复的函", "shown nowhere else"),
        ("关于第031号提案答复的函 - 信息公开", "关于第031号提案答复的函", "cut at the dash"),
        ("信息公开", "王小明委员：", "too short to be a letter's title"),
    ],
)
def test_a_title_only_in_the_title_bar_is_kept(title, first_line, reason):
    text = read_html(page(LETTER, f"<title>{title}</title>").encode()).text
    assert text.split("\n")[0] == first_line, reason


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        (page(""), "an empty page"),
        (page("<div id=app></div><script src=app.js></script>"), "a page that only a script can fill"),
        (page(MENU), "nothing but a menu"),
    ],
)
def test_a_page_without_a_letter_says_so(html, reason):
    with pytest.raises(UnreadableFile, match="正文"):
        read_html(html.encode())
    assert reason
