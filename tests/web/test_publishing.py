"""Publishing: each thing that stands in the way, what is remembered, and that what is withdrawn leaves no trace."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client

from replies import indexing
from replies.models import Reply, Resemblance
from replies.publishing import PublishBlocked, obstacles, publish, withdraw
from tests import library
from tests.desk import letter_bytes, make_user
from tests.rows import make_full_reply

pytestmark = pytest.mark.django_db


UNDECIDED = {"disclosure": "", "disclosure_basis": ""}


@pytest.fixture
def editor():
    return make_user("editor of all")


def without_division(reply: Reply) -> None:
    Reply.objects.update(division_code="")


def without_proposal(reply: Reply) -> None:
    reply.proposals.clear()


def with_nameless_proposal(reply: Reply) -> None:
    reply.proposals.update(number="", number_key="", title="")


def undecided(reply: Reply) -> None:
    Reply.objects.update(disclosure="", disclosure_basis="")


def damaged(reply: Reply) -> None:
    reply.metrics.update(damaged=True)


def resembling(reply: Reply) -> None:
    Resemblance.objects.create(reply=reply, other=make_full_reply(), likeness=0.95)


def unmasked(reply: Reply) -> None:
    Reply.objects.update(text=reply.text + "手机13812345678")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (without_division, "未确定行政区划"),
        (without_proposal, "未确定所答的提案或建议"),
        (with_nameless_proposal, "未确定所答的提案或建议"),
        (undecided, "未决定公开方式"),
        (damaged, "有 1 个疑有缺损的数字既未确认也未排除"),
        (resembling, "有 1 封相似的复文尚未比对"),
        (unmasked, "有 1 处个人信息尚未隐去"),
    ],
)
def test_each_obstacle_blocks_and_is_said(client: Client, editor, spoil: Callable[[Reply], None], reason: str):
    reply = make_full_reply(status="draft")
    assert obstacles(reply) == []
    spoil(reply)
    reply = Reply.objects.get(pk=reply.pk)
    assert obstacles(reply) == [reason]
    with pytest.raises(PublishBlocked, match=reason):
        publish(reply, editor)
    client.force_login(editor)
    page = client.post(f"/review/{reply.pk}/", {"publish": "1"}, follow=True).content.decode()
    assert page.count(reason) == 2, "as the answer and in the list above the button"
    client.post("/review/publish/", {"reply": [reply.pk]})
    assert Reply.objects.get(pk=reply.pk).status == "draft"


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_damaged_figure_no_longer_blocks_once_a_person_has_said(confirmed):
    reply = make_full_reply(status="draft")
    reply.metrics.update(damaged=True, confirmed=confirmed)
    assert obstacles(reply) == []


@pytest.mark.parametrize("verdict", ["version", "supplement", "different"])
def test_a_resemblance_no_longer_blocks_once_it_is_judged(verdict):
    reply = make_full_reply(status="draft")
    Resemblance.objects.create(reply=reply, other=make_full_reply(), likeness=0.95, verdict=verdict)
    assert obstacles(reply) == []


def test_what_was_done_is_remembered(editor):
    reply = make_full_reply(status="draft")
    publish(reply, editor)
    withdraw(reply, editor, "与另一封重复")
    rows = list(reply.history.order_by("history_id").values_list("status", "status_note", "history_user__username"))
    assert rows[-2:] == [("published", "发布", "editor-of-all"), ("withdrawn", "与另一封重复", "editor-of-all")]


@pytest.mark.parametrize("reason", ["", "  "])
def test_withdrawing_needs_a_reason(client, editor, reason):
    reply = make_full_reply()
    client.force_login(editor)
    page = client.post(f"/review/{reply.pk}/withdraw/", {"reason": reason}, follow=True)
    assert "请写明撤下的原因" in page.content.decode()
    assert Reply.objects.get().status == "published"


def doors(client: Client, reply: Reply) -> dict[str, bool]:
    """For each public door: whether anything of the letter about 步道 shows."""
    pages = {
        "home": "/",
        "search": "/search/?q=步道",
        "export": "/search/export.csv?q=步道",
        "feed": "/feeds/replies.atom?q=步道",
        "suggest": "/search/suggest/?q=老街",
        "proposals": "/proposals/?number=031",
        "api": "/api/v1/replies/?q=步道",
        "metrics": "/api/v1/metrics/",
        "sitemap": "/sitemap-1.xml",
        "reply": f"/replies/{reply.pk}/",
        "source": f"/replies/{reply.pk}/source/",
        "api reply": f"/api/v1/replies/{reply.pk}/",
        "department": f"/departments/{reply.department_id}/",
        "division": "/divisions/530112/",
    }
    seen = {}
    for name, path in pages.items():
        answer = client.get(path, follow=True)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if name == "suggest":
            body = json.dumps(answer.json(), ensure_ascii=False).encode()
        text = body.decode(errors="replace").replace("q=步道", "").replace('value="步道"', "").replace("“步道”", "")
        words = ("老街步道", "西城管函", f"/replies/{reply.pk}/", "西山区城市管理局", "12公里")
        seen[name] = answer.status_code == 200 and any(word in text for word in words)
    return seen


def test_published_is_found_at_once_and_withdrawn_is_gone_from_every_door(client, editor):
    reply = library.shelve(letter_bytes("031").decode(), status="draft")
    indexing.apply_pending()
    assert not any(doors(Client(), reply).values())
    publish(reply, editor)
    indexing.apply_pending()
    shown = doors(Client(), reply)
    assert shown == dict.fromkeys(shown, True)
    client.force_login(editor)
    client.post(f"/review/{reply.pk}/withdraw/", {"reason": "重复"})
    indexing.apply_pending()
    hidden = doors(Client(), reply)
    assert hidden == dict.fromkeys(hidden, False)


def test_all_without_warnings_at_once(client, editor):
    plain = [library.shelve(letter_bytes(f"04{at}").decode(), status="draft") for at in range(3)]
    warned = library.shelve(letter_bytes("051").decode().replace("560万元", "万元"), status="draft")
    blocked = library.shelve(letter_bytes("052", disclosure="").decode(), status="draft", **UNDECIDED)
    client.force_login(editor)
    page = client.get("/review/publish/").content.decode()
    listed = [reply.pk for reply in (*plain, warned, blocked) if f'value="{reply.pk}"' in page]
    assert listed == [reply.pk for reply in plain]
    answer = client.post("/review/publish/", {"reply": [*listed, warned.pk, blocked.pk, "x", 987654]}, follow=True)
    assert "已发布 3 封复文。2 封有变化" in answer.content.decode()
    published = Reply.objects.filter(status="published").order_by("pk").values_list("pk", flat=True)
    assert list(published) == listed


@pytest.mark.parametrize(
    ("codes", "easy", "reason"),
    [
        ([], True, "nothing to look at"),
        (["page_chrome"], True, "the page's own words were left out"),
        (["masked_name", "traditional_script"], True, "so it was published"),
        (["page_chrome", "lost_characters"], False, "one that matters is enough"),
        (["repeated_text"], False, "somebody must see which half is right"),
        (["a code of later"], False, "what is not known to be harmless is not"),
    ],
)
def test_harmless_warnings_keep_no_letter_from_the_easy_ones(client, editor, codes, easy, reason):
    reply = make_full_reply(status="draft")
    warnings = [{"code": code, "message": code, "start": 0, "end": 1} for code in codes]
    Reply.objects.update(parsed=reply.parsed | {"warnings": warnings})
    client.force_login(editor)
    page = client.get("/review/publish/").content.decode()
    assert (f'value="{reply.pk}"' in page) == easy, reason
    assert "“网页文字”“姓名已隐去”“繁体”这几种提示不影响复文的内容" in page
    client.post("/review/publish/", {"reply": [reply.pk]})
    assert (Reply.objects.get(pk=reply.pk).status == "published") == easy, reason
