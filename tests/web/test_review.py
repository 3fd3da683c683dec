"""Review: the queue and its filters, the letter beside its form, what is said staying through later parsing."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from replies import ingest
from replies.claims import parsed_letter
from replies.models import CitedMetric, Claim, Proposal, Reply, Resemblance, SourceFile
from replies.review_form import ReviewForm
from replies.reviewing import WARNINGS
from replies.uploads import receive
from tests.desk import letter_bytes, make_user, read_all, zip_of

FILES = Path(__file__).parent.parent / "readers" / "files"
pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_user("editor of all")


@pytest.fixture
def desk(client: Client, editor) -> Client:
    client.force_login(editor)
    return client


@pytest.fixture
def reply(editor) -> Reply:
    """A letter handed in and read, waiting for review."""
    receive(editor, [("letter.txt", letter_bytes())])
    read_all()
    return Reply.objects.get()


def typed(reply: Reply, **changes: str) -> dict[str, object]:
    """What a browser sends: everything that the form shows, with these changes."""
    form = ReviewForm(reply)
    data = {name: form[name].initial for name in form.fields if name not in {"reveal", "conceal"}}
    return {name: "" if value is None else value for name, value in data.items()} | changes


def save(desk: Client, reply: Reply, **changes: object):
    return desk.post(reverse("review", args=[reply.pk]), typed(reply, **changes), follow=True)


# --- the queue -------------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(editor) -> list[Reply]:
    """Three drafts: one with a warning, one of another place handed in by another editor, one plain."""
    damaged = letter_bytes("041", subject="修路").replace("560万元".encode(), "万元".encode())
    receive(editor, [("damaged.txt", damaged)])
    receive(make_user("editor of own"), [("other.txt", letter_bytes("042", subject="修桥", place="官渡区"))])
    receive(editor, [("plain.txt", letter_bytes("043", subject="修渠"))])
    read_all()
    return list(Reply.objects.order_by("pk"))


def titles(page: str) -> list[str]:
    table = page[page.index('<table class="queue') :] if '<table class="queue' in page else ""
    return [html.unescape(title) for title in re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', table)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["关于修路的提案", "关于修桥的提案", "关于修渠的提案"]),
        ({"warning": "lost_characters"}, ["关于修路的提案"]),
        ({"warning": "none"}, ["关于修桥的提案", "关于修渠的提案"]),
        ({"warning": "no such"}, []),
        ({"place": "530111"}, ["关于修桥的提案"]),
        ({"place": "none"}, []),
        ({"uploader": "editor-of-own"}, ["关于修桥的提案"]),
        ({"uploader": "none"}, []),
        ({"status": "published"}, []),
        ({"status": "' or 1=1"}, ["关于修路的提案", "关于修桥的提案", "关于修渠的提案"]),
        ({"page": "99"}, ["关于修路的提案", "关于修桥的提案", "关于修渠的提案"]),
    ],
)
def test_the_queue_oldest_first_and_filtered(desk, waiting, query, expected):
    page = desk.get("/review/", query)
    assert page.status_code == 200
    assert titles(page.content.decode()) == expected


def test_the_queue_counts_what_it_can_be_filtered_by(desk, waiting):
    page = desk.get("/review/").content.decode()
    for label in ("缺字（1）", "没有提示（2）", "云南省昆明市西山区（2）", "editor-of-all（2）", "editor-of-own（1）"):
        assert label in page


@pytest.mark.parametrize("code", ["lost_characters", "foreign_text", "page_chrome"])
def test_warnings_have_names(code):
    assert WARNINGS[code]


def test_from_letter_to_letter_within_the_filter(desk, waiting):
    page = desk.get(reverse("review", args=[waiting[0].pk]), {"place": "530112"}).content.decode()
    assert f'href="/review/{waiting[2].pk}/?place=530112" accesskey="n"' in page


# --- one letter ------------------------------------------------------------------------------------------------------


def test_the_letter_stands_beside_its_fields(desk, reply):
    page = desk.get(reverse("review", args=[reply.pk])).content.decode()
    start, end = reply.parsed["evidence"]["document_number"][0]
    assert f'data-marks="{start}-{end}"' in page, "what lights up on focus"
    assert f'data-mark="{start}-{end}"' in page, "and the place in the text that does"
    assert f'data-at="{start}"' in page, "from which a selection's place is counted"
    assert 'value="西城管函〔2023〕31号"' in page
    assert page.count("<fieldset") == reply.metrics.count()


def test_what_a_file_holds_never_runs(desk, editor):
    receive(editor, [("x.txt", letter_bytes(subject="<script>alert(1)</script>改造"))])
    read_all()
    page = desk.get(reverse("review", args=[Reply.objects.get().pk])).content.decode()
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("document_number", "西城管函〔2023〕32号", "西城管函〔2023〕32号"),
        ("proposal_titles", "关于老街步道的提案\r\n关于路灯的提案", ["关于老街步道的提案", "关于路灯的提案"]),
        ("session", "第十届委员会第三次会议", [10, 3]),
        ("session", "10-3", [10, 3]),
        ("issue_date", "2023年7月1日", "2023-07-01"),
        ("issue_date", "二〇二三年七月一日", "2023-07-01"),
        ("division_code", "530111", "530111"),
        ("division_code", "官渡区", "530111"),
        ("division_code", "云南省昆明市官渡区", "530111"),
        ("year", "2024", 2024),
        ("body", "npc", "npc"),
        ("response_type", "", None),
        ("addressees", "", []),
    ],
)
def test_what_was_changed_becomes_a_claim(desk, reply, field, text, value):
    former = reply.parsed[field]
    save(desk, reply, **{field: text})
    reply.refresh_from_db()
    if former == value:  # nothing to say
        assert not reply.claims.exists()
        return
    claim = reply.claims.get()
    assert (claim.field, claim.value, claim.former, str(claim.by)) == (field, value, former, "editor-of-all")
    assert reply.parsed[field] == value
    assert reply.parsed["parser"][field]["value"] == former


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("session", "去年的会", "届次请写成"),
        ("issue_date", "2023年13月40日", "日期请写成"),
        ("issue_date", "大约2023-06-20", "日期请写成"),
        ("division_code", "999999", "没有这个行政区划代码"),
        ("division_code", "朝阳区", "有 2 处叫这个名称"),
        ("division_code", "无何有区", "没有叫这个名称的行政区划"),
        ("year", "民国十二年", "年份请写成"),
        ("body", "other", "other"),
        ("document_number", "字" * 101, "100"),
        ("conceal", "正文里没有的字", "正文里没有"),
        ("disclosure", "secret", "secret"),
    ],
)
def test_what_can_not_be_is_said_and_nothing_is_saved(desk, reply, field, text, said):
    page = save(desk, reply, **{field: text, "signer": "赵六"})
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not Claim.objects.exists()


def test_a_form_without_changes_says_nothing(desk, reply):
    assert "没有改动" in save(desk, reply).content.decode()
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"), [("3-9", (3, 9)), ("", (None, None)), ("9-3", (None, None)), ("0-9999999", (None, None))]
)
def test_the_words_that_a_value_was_taken_from_are_kept(desk, reply, given, kept):
    save(desk, reply, **{"signer": "赵六", "span-signer": given})
    claim = reply.claims.get()
    assert (claim.start, claim.end) == kept


def test_what_two_people_say_at_once_is_not_lost(desk, reply):
    data = typed(reply, signer="我")
    save(desk, reply, signer="别人")
    page = desk.post(reverse("review", args=[reply.pk]), data)
    assert (page.status_code, "刚刚由别人更正过" in page.content.decode()) == (422, True)


def test_claims_survive_the_next_parsing(desk, reply):
    metric = reply.metrics.first()
    place = f"metric-{metric.start}-{metric.end}"
    said = {"document_number": "西城管函〔2023〕99号", "division_code": "官渡区", "disclosure": "on_request"}
    save(desk, reply, **said, **{f"{place}-value": "13000", f"{place}-label": "步道全长"})
    before = Reply.objects.values("document_number", "division_code", "disclosure", "parsed", "private").get()
    figures = list(reply.metrics.values("start", "value", "label", "confirmed"))
    ingest.reparse(SourceFile.objects.all())
    reply = Reply.objects.get()
    assert Reply.objects.values(*before).get() == before
    assert list(reply.metrics.values("start", "value", "label", "confirmed")) == figures
    assert (reply.document_number, reply.division_code) == ("西城管函〔2023〕99号", "530111")
    assert (reply.parsed["city"], reply.parsed["district"]) == ("昆明市", "官渡区")
    assert (reply.disclosure, reply.disclosure_basis) == ("on_request", "person")
    mended = reply.metrics.get(start=metric.start)
    assert (mended.value, mended.label, mended.confirmed) == (13000, "步道全长", True)


@pytest.mark.parametrize(
    ("said", "year", "reason"),
    [
        ({"issue_date": "2024-01-05"}, 2024, "the letter's date comes first"),
        ({"issue_date": "2024-01-05", "year": "2022"}, 2022, "but not before a person's own word"),
        ({"issue_date": ""}, 2023, "then the number, which has a year too"),
        ({"issue_date": "", "document_number": ""}, None, "then nothing tells it any more"),
        ({"issue_date": "", "document_number": "", "publish_date": "2022年3月1日"}, 2022, "but for the publication"),
        ({"publish_date": "2025-03-01"}, 2023, "which counts only where date and number say nothing"),
        ({"signer": "赵六"}, 2023, "what has no year changes none"),
    ],
)
def test_the_year_follows_a_corrected_date_unless_a_person_says_otherwise(desk, reply, said, year, reason):
    before = reply.parsed["year"], reply.parsed["evidence"].get("year")
    save(desk, reply, **said)
    assert Reply.objects.get().year == year, reason
    ingest.reparse(SourceFile.objects.all())
    reply = Reply.objects.get()
    assert (reply.year, reply.parsed["year"]) == (year, year), "also when it is read again"
    read = parsed_letter(reply)
    assert (read.year, [list(span) for span in read.evidence["year"]]) == before, "what the parser read stays beside it"


def test_a_mended_figure_stays_also_where_the_parser_no_longer_reads_one(desk, reply, monkeypatch):
    metric = reply.metrics.first()
    save(desk, reply, **{f"metric-{metric.start}-{metric.end}-value": "13000"})
    blind = letter_bytes().decode().replace(metric.text, "若干" + "，" * (len(metric.text) - 2))
    from replies.parsing import read_and_parse
    from replies.storing import store_reply

    prepared = read_and_parse(blind.encode()).letters[0]
    assert metric.start not in {start for start, *_ in prepared.metrics}
    store_reply(reply.source, 1, prepared)
    assert reply.metrics.get(start=metric.start).value == 13000


def test_of_very_many_figures_those_that_block_are_listed_first(desk, reply, monkeypatch):
    monkeypatch.setattr("replies.review_form.MOST_FIGURES", 2)
    first, *_, last = reply.metrics.order_by("start")
    CitedMetric.objects.filter(pk=last.pk).update(damaged=True)
    page = desk.get(reverse("review", args=[reply.pk])).content.decode()
    listed = re.findall(r'name="metric-(\d+)-\d+-value"', page)
    assert listed == [str(first.start), str(last.start)]
    assert f"另有 {reply.metrics.count() - 2} 处没有列出" in page
    save(desk, reply, **{f"metric-{last.start}-{last.end}-verdict": "yes"})
    assert CitedMetric.objects.filter(confirmed=True).count() == 1


@pytest.mark.parametrize(("verdict", "confirmed"), [("yes", True), ("no", False)])
def test_figures_are_confirmed_or_rejected(desk, reply, verdict, confirmed):
    metric = reply.metrics.first()
    save(desk, reply, **{f"metric-{metric.start}-{metric.end}-verdict": verdict})
    assert reply.metrics.get(start=metric.start).confirmed is confirmed
    assert CitedMetric.objects.filter(confirmed__isnull=False).count() == 1
    save(desk, Reply.objects.get(), **{f"metric-{metric.start}-{metric.end}-verdict": ""})
    assert reply.metrics.get(start=metric.start).confirmed is None


@pytest.mark.parametrize(
    ("part", "text", "said"),
    [("value", "很多", "数值请写成数字"), ("value", "", "数值请写成数字"), ("as_of", "去年", "时点请写成")],
)
def test_a_figure_that_can_not_be_is_refused(desk, reply, part, text, said):
    metric = reply.metrics.first()
    page = save(desk, reply, **{f"metric-{metric.start}-{metric.end}-{part}": text})
    assert (page.status_code, said in page.content.decode()) == (422, True)


def test_a_corrected_title_reaches_its_proposal(desk, reply):
    save(desk, reply, proposal_titles="关于整修老街步道的提案")
    assert Reply.objects.get().title == "关于整修老街步道的提案"
    assert Proposal.objects.get().title == "关于整修老街步道的提案"


def test_words_can_be_concealed_and_shown_again(desk, reply):
    save(desk, reply, conceal="安装路灯340盏")
    reply.refresh_from_db()
    ((start, end),) = reply.private["personal"]
    assert reply.text[start:end] == "安装路灯340盏"
    assert not reply.metrics.filter(text__contains="340").exists()
    data = typed(reply) | {"reveal": [f"{start}-{end}"]}
    desk.post(reverse("review", args=[reply.pk]), data)
    reply.refresh_from_db()
    assert reply.private["personal"] == []


def test_history_tells_who_did_what(desk, reply):
    save(desk, reply, signer="赵六")
    save(desk, Reply.objects.get(), publish="1")
    desk.post(reverse("withdraw", args=[reply.pk]), {"reason": "重复"})
    page = desk.get(reverse("review", args=[reply.pk])).content.decode()
    history = re.sub(r"<[^>]+>|\s+", " ", page[page.index('class="history"') :])
    for words in ("editor-of-all 更正签发人", "赵六", "editor-of-all 已发布", "editor-of-all 已撤下", "重复", "收入"):
        assert words in history


def test_readers_see_what_was_corrected_but_not_by_whom(desk, client, reply):
    save(desk, reply, signer="赵六", contact_names="周桐", publish="1")
    page = Client().get(reply.get_absolute_url()).content.decode()
    (line,) = re.findall(r"<li>更正：.*?</li>", page)
    assert re.sub(r"<[^>]+>", "", line).startswith("更正：20")
    assert "签发人" in line
    assert "联系人" not in line, "contacts are for the staff"
    assert "editor-of-all" not in page


# --- the original, and what resembles --------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "tag"), [("letter.pdf", "<object data="), ("letter.docx", "打开或下载原件")])
def test_the_original_stands_beside_the_text(desk, editor, name, tag):
    receive(editor, [(name, (FILES / name).read_bytes())])
    read_all()
    reply = Reply.objects.get()
    page = desk.get(reverse("review", args=[reply.pk]))
    assert tag in page.content.decode()
    assert "object-src 'self'" in page["Content-Security-Policy"]
    source = desk.get(reverse("source", args=[reply.pk]))
    assert source["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in source["Content-Security-Policy"]
    source.close()


@pytest.fixture
def pair(editor) -> tuple[Reply, Reply]:
    """A letter, and the same once more with a figure changed."""
    other = letter_bytes("031").replace("340盏".encode(), "341盏".encode())
    receive(editor, [("a.zip", zip_of(a__txt=letter_bytes("031"), b__txt=other))])
    read_all()
    first, second = Reply.objects.order_by("pk")
    return first, second


def test_what_resembles_stands_side_by_side_with_its_differences(desk, pair):
    first, second = pair
    page = desk.get(reverse("compare", args=[second.pk, first.pk])).content.decode()
    assert "<del>0</del>" in page
    assert "<ins>1</ins>" in page
    assert page.count('name="verdict"') == 3
    assert "1 段不同" in page


@pytest.mark.parametrize("verdict", ["version", "supplement", "different"])
def test_a_verdict_is_kept_with_who_gave_it(desk, editor, pair, verdict):
    first, second = pair
    desk.post(reverse("compare", args=[second.pk, first.pk]), {"verdict": verdict})
    resemblance = Resemblance.objects.get()
    assert (resemblance.verdict, resemblance.by) == (verdict, editor)
    assert resemblance.at


def test_no_verdict_is_none(desk, pair):
    first, second = pair
    page = desk.post(reverse("compare", args=[second.pk, first.pk]), {"verdict": "?"}, follow=True)
    assert "请选择" in page.content.decode()
    assert Resemblance.objects.get().verdict == ""


def test_letters_that_do_not_resemble_have_no_comparison(desk, pair):
    first, second = pair
    assert desk.get(reverse("compare", args=[first.pk, second.pk])).status_code == 404
