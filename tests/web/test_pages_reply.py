"""The page of one letter: every fact leads to its words, nothing of the letter is markup; and the file it came in."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.base import ContentFile
from django.test import Client

from replies.models import EditorScope, Reply, SourceFile
from replies.privacy import text_for
from tests import library
from tests.web.conftest import Letters


def page_of(client: Client, reply: Reply) -> str:
    response = client.get(f"/replies/{reply.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def words_at(html: str, anchor: str) -> str:
    """What stands in the element of this id, which holds no element of its own name."""
    found = re.search(rf'<(span|a|p|h\d)\b[^>]* id="{re.escape(anchor)}"[^>]*>', html)
    assert found, f"nothing has the id {anchor}"
    depth, at = 1, found.end()
    for tag in re.finditer(rf"<(/?){found[1]}\b[^>]*>", html[at:]):
        depth += -1 if tag[1] else 1
        if not depth:
            return plain(html[at : at + tag.start()])
    raise AssertionError("not closed")


FACTS = {
    "document_number": ["五住建函〔2022〕18号"],
    "department": ["昆明市五华区住房和城乡建设局"],
    "proposal_numbers": ["056"],
    "proposal_titles": ["关于加快老旧小区加装电梯的建议"],
    "addressees": ["林晚秋"],
    "response_type": ["A"],
    "issue_date": ["2022年6月18日"],
}


def test_each_fact_leads_to_its_words(client: Client, letters: Letters) -> None:
    html = page_of(client, letters.lifts)
    found = {}
    for name, fact in re.findall(r'<dd data-fact="(\w+)">(.*?)</dd>', html, re.DOTALL):
        for anchor, text in re.findall(r'<a href="#([^"]+)">([^<]+)</a>', fact):
            words = words_at(html, anchor)
            assert words.strip(), "the place it leads to has words"
            found.setdefault(name, []).append(unescape(text))
            if name in FACTS:
                assert re.sub(r"\s", "", text) in re.sub(r"\s", "", words), f"{name}: {text} is not in {words}"
    assert {name: found.get(name) for name in FACTS} == FACTS


def test_figures_policies_and_paragraphs_have_their_places(client: Client, letters: Letters) -> None:
    html = page_of(client, letters.lifts)
    table = re.search(r'<table class="figures.*?</table>', html, re.DOTALL)[0]
    cited = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', table)
    assert {text for _, text in cited} >= {"132 个", "806 栋", "390 万元", "60 部"}
    for anchor, text in cited:
        assert words_at(html, anchor) == text
    assert "3,900,000 元" in table
    policy = re.search(r'<a href="(/policies/\d+/)" class="policy"', html)
    assert policy, "a policy cited in the text leads to its page"
    numbers = [int(number) for number in re.findall(r'<(?:p|h\d)[^>]* id="p(\d+)"', html)]
    assert numbers == sorted(set(numbers)), "paragraphs are numbered in order, each once"
    assert words_at(html, "p1") == "昆明市五华区住房和城乡建设局文件"


def test_the_letter_is_shown_word_for_word(client: Client, letters: Letters) -> None:
    for reply in (letters.lifts, letters.script, letters.buses):
        html = page_of(client, reply)
        article = re.search(r'<article class="letter".*?</article>', html, re.DOTALL)[0]
        without_notes = re.sub(r'<small class="warning-note".*?</small>', "", article)
        shown = re.sub(r"\s", "", plain(without_notes))
        assert shown == re.sub(r"\s", "", text_for(reply, "public"))


def test_markup_in_a_letter_is_text(client: Client, letters: Letters) -> None:
    html = page_of(client, letters.script)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "&lt;b&gt;藏书&lt;/b&gt;" in html


def test_requests_answers_and_promises_stand_below(client: Client, letters: Letters) -> None:
    reply = letters.lifts
    asked = reply.text.index("关于加快")
    answer = reply.text.index("截至2021"), reply.text.index("用于补助。") + 5
    promise = reply.text.index("2023年底前"), reply.text.index("60 部") + 4
    reply.parsed |= {
        "requests": [{"text": reply.text[asked : asked + 15], "start": asked, "end": asked + 15, "answer": answer}],
        "commitments": [
            {"text": reply.text[slice(*promise)], "start": promise[0], "end": promise[1], "due": "2023-12"}
        ],
    }
    reply.save()
    html = page_of(client, reply)
    exchange = re.search(r'<div class="exchange">.*?</section>', html, re.DOTALL)[0]
    assert "关于加快老旧小区加装电梯的建议" in exchange
    assert "截至2021年底，全区共有老旧小区 132 个" in exchange
    for anchor in re.findall(r'href="#([^"]+)"', exchange):
        words_at(html, anchor)
    promises = re.search(r'<ul class="promises">.*?</ul>', html, re.DOTALL)[0]
    assert "期限：2023年12月" in promises
    assert words_at(html, re.search(r'href="#([^"]+)"', promises)[1]).startswith("2023年底前")


def test_doubts_are_said_where_they_stand(client: Client, letters: Letters) -> None:
    reply = letters.lifts
    start = reply.text.index("806 栋")
    end = reply.text.index("感谢")
    reply.parsed["warnings"] = [
        {"code": "lost_characters", "message": "数字可能缺位，请对照原件核实。", "start": start, "end": start + 5},
        {"code": "lost_characters", "message": "缺字", "start": start, "end": start + 3},
        {"code": "traditional_script", "message": "正文是繁体字。", "start": 0, "end": end},
        {"code": "page_chrome", "message": "网页自身的文字", "start": 0, "end": 0},
    ]
    reply.save()
    html = page_of(client, reply)
    notes = re.findall(r'<small class="warning-note" role="note">(.*?)</small>', html)
    assert notes == ["数字可能缺位"], "one note for one place, the one that says most"
    doubts = re.search(r'<section id="doubts".*?</section>', html, re.DOTALL)[0]
    assert doubts.count("<li>") == 1
    assert "请对照原件核实" in doubts
    assert '<p class="note attention">正文是繁体字。</p>' in html, "what is about the whole letter stands above it"


def test_words_of_the_page_around_stand_apart(client: Client, db: None) -> None:
    head = "首页 > 政务公开 > 建议提案 > 正文\n发布时间：2022-06-20　来源：五华区住建局　【打印本页】\n"
    reply = library.shelve(head + library.LIFTS)
    html = page_of(client, reply)
    around = re.search(r'<details class="around">.*?</details>', html, re.DOTALL)
    assert around
    assert "首页 &gt; 政务公开" in around[0]
    assert "首页 &gt; 政务公开" not in re.search(r'<article class="letter".*?</article>', html, re.DOTALL)[0]


def test_the_public_sees_no_badges_and_no_contacts(client: Client, letters: Letters) -> None:
    html = page_of(client, letters.lifts)
    assert "周桐" in letters.lifts.text
    for secret in ("周桐", "63310000"):
        assert secret not in html
    assert 'class="badge attention"' not in html


def test_instead_of_a_file_with_contacts_the_public_gets_its_text(client: Client, letters: Letters) -> None:
    assert "文字版（已隐去个人信息）" in page_of(client, letters.lifts)
    response = client.get(f"/replies/{letters.lifts.pk}/source/")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    text = response.content.decode()
    assert "五住建函〔2022〕18号" in text
    assert "63310000" not in text


def test_an_editor_sees_where_a_letter_stands(client: Client, letters: Letters) -> None:
    editor = User.objects.create_user("editor", is_staff=True)
    editor.user_permissions.add(Permission.objects.get(codename="change_reply"))
    client.force_login(editor)
    html = page_of(client, letters.draft)
    assert '<span class="badge attention">待审核</span>' in html
    assert ">来源文件<" in html
    assert "联系电话" in html
    assert f"/review/{letters.draft.pk}/" not in html, "nothing of hers to change"
    EditorScope.objects.create(user=editor, all_departments=True)
    assert f"/review/{letters.draft.pk}/" in page_of(client, letters.draft)


@pytest.mark.parametrize(
    ("media_type", "encoding", "shown", "sandboxed", "why"),
    [
        ("text/plain", "gb18030", "text/plain; charset=gb18030", True, "text in its own charset"),
        ("text/html", "utf-8", "text/plain; charset=utf-8", True, "a page from elsewhere is shown, never run"),
        ("application/pdf", "", "application/pdf", False, "browsers show it in their own viewer"),
        ("image/png", "", "image/png", True, "an image"),
        ("image/svg+xml", "", "application/octet-stream", True, "a drawing can hold scripts"),
        ("application/msword", "", "application/octet-stream", True, "for another program"),
        ("nonsense", "", "application/octet-stream", True, "who knows"),
    ],
)
def test_the_file_as_it_came(  # noqa: PLR0917
    client: Client, letters: Letters, media_type: str, encoding: str, shown: str, sandboxed: bool, why: str
) -> None:
    source = SourceFile.objects.create(
        name='外部\\路径/原件 "2022".bin\r\n',
        sha256=f"{hash(why) & 0xFFFF:064x}",
        media_type=media_type,
        size=4,
        encoding=encoding,
        content=ContentFile(b"\xc4\xe3<b>", "x.bin"),
    )
    letters.script.source = source
    letters.script.save()
    response = client.get(f"/replies/{letters.script.pk}/source/")
    assert response.getvalue() == b"\xc4\xe3<b>"
    assert response["Content-Type"] == shown, why
    assert response["X-Content-Type-Options"] == "nosniff"
    assert ("sandbox" in response["Content-Security-Policy"]) is sandboxed
    assert ("attachment" in response["Content-Disposition"]) is (shown == "application/octet-stream")
    assert "路径" not in response["Content-Disposition"]
    assert "\n" not in response["Content-Disposition"]


def test_what_a_letter_is_about_is_said_to_be_inferred(client: Client, letters: Letters) -> None:
    fact = re.search(r'<dd data-fact="subject">(.*?)</dd>', page_of(client, letters.lifts), re.DOTALL)
    assert plain(fact[1]).split() == ["住房与城建", "据内容推断"]
