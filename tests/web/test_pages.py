"""Every page answers, says what it should, and leaves no trace of what its reader may not see."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from replies import indexing, series
from replies.models import CitedMetric, Policy, PolicyCitation
from replies.search.engine import EngineUnavailable
from replies.selectors import records
from tests import library
from tests.web.conftest import Letters

PAGES = [
    "/",
    "/search/",
    "/search/?q=电梯",
    "/proposals/",
    "/proposals/530102/cppcc/10-2/056/",
    "/divisions/53/",
    "/divisions/5301/",
    "/divisions/530102/",
    "/metrics/",
    "/policies/",
    "/about/",
    "/login/",
]


def body(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, f"{address}: {response.status_code}"
    return response.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_pages_answer_in_well_formed_chinese(client: Client, letters: Letters, address: str) -> None:
    html = body(client, address)
    assert 'lang="zh-Hans"' in html
    assert len(re.findall(r"<h1[ >]", html)) == 1, "one main heading"
    assert "{{" not in html
    assert "{%" not in html
    assert "{#" not in html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), "an id stands once on a page"


@pytest.mark.parametrize("address", [*PAGES, "/nowhere/", "/search/?year=abc"])
def test_no_inline_styles_or_scripts(client: Client, letters: Letters, address: str) -> None:
    html = client.get(address).content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", html), "the content policy forbids them"


def links(html: str) -> set[str]:
    return {unescape(found) for found in re.findall(r'href="(/[^"#]*)', html)}


def test_every_link_leads_somewhere(client: Client, letters: Letters) -> None:
    """From the first page on, as a reader would: every address that a page offers is an address that answers."""
    seen, waiting = set(), ["/"]
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith(("/static/", "/admin/", "/api/")):
            continue
        seen.add(address)
        response = client.get(address, follow=True)
        assert response.status_code == 200, f"{address}: {response.status_code}"
        html = response.getvalue().decode()
        if "search/?" not in address and response["Content-Type"].startswith("text/html"):
            waiting += sorted(links(html) - seen)
    assert reverse("reply", args=[letters.lifts.pk]) in seen
    assert reverse("department", args=[letters.lifts.department_id]) in seen


HIDDEN_WORDS = ("隐蔽工程", "机密索道", "991", "992")


@pytest.mark.parametrize(
    "address",
    [
        *PAGES,
        "/search/?q=隐蔽工程",
        "/search/?q=机密索道",
        "/proposals/?number=991",
        "/search/export.csv",
        "/search/export.csv?q=991",
        "/feeds/replies.atom",
        "/feeds/replies.atom?q=机密索道",
        "/search/suggest/?q=隐蔽",
        "/search/suggest/?q=关于",
    ],
)
def test_the_public_finds_no_trace_of_hidden_letters(client: Client, letters: Letters, address: str) -> None:
    html = client.get(address).getvalue().decode()
    html = re.sub(r"\d\d:\d\d:\d\d\.\d+", "", html)  # a feed's times may hold any digits
    for word in HIDDEN_WORDS:
        assert word in address or word not in html, "what was asked may be repeated, nothing else"
    assert reverse("reply", args=[letters.draft.pk]) not in html
    assert reverse("reply", args=[letters.reserved.pk]) not in html


@pytest.mark.parametrize("path", ["/replies/{}/", "/replies/{}/source/"])
def test_hidden_and_missing_are_one_answer(client: Client, letters: Letters, path: str) -> None:
    missing = body(client, path.format(999_999), 404)
    for reply in (letters.draft, letters.reserved):
        assert body(client, path.format(reply.pk), 404) == missing


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("/proposals/530102/cppcc/10-2/991/", "the proposal of a draft"),
        ("/proposals/530111/npc/17-3/992/", "the proposal of a reserved letter"),
        ("/proposals/530102/cppcc/10-2/5555/", "a proposal that is not there"),
        ("/divisions/440304/", "a division without letters"),
        ("/divisions/999999/", "no such division"),
        ("/departments/999999/", "no such department"),
        ("/policies/999999/", "no such policy"),
        ("/metrics/没有这个指标/", "no such indicator"),
        ("/nowhere/", "no such page"),
        ("/metrics/%00/", "an address that no database takes"),
        ("/proposals/530102%00/cppcc/10-2/056/", "an address that no database takes"),
        (f"/sitemap-{'9' * 30}.xml", "a number that no database counts to"),
    ],
)
def test_what_is_not_there_is_a_404_in_the_same_words(client: Client, letters: Letters, address: str, why: str) -> None:
    assert body(client, address, 404) == body(client, "/replies/999999/", 404), why


def test_staff_reads_what_is_reserved_but_no_drafts(staff: Client, letters: Letters) -> None:
    assert "依申请公开" in body(staff, f"/replies/{letters.reserved.pk}/")
    body(staff, f"/replies/{letters.draft.pk}/", 404)


def test_home_shows_what_the_archive_holds(client: Client, letters: Letters) -> None:
    html = body(client, "/")
    assert re.search(r"<dt>篇复文</dt><dd>3</dd>", html), "hidden letters are not counted"
    for address in ("/divisions/42/", "/search/?year=2024", "/search/?response_type=A", "/search/?body=npc"):
        assert address in links(html)


def test_an_empty_archive_says_so(client: Client, db: None) -> None:
    indexing.engine().rebuild(indexing.documents)
    assert "还没有可供阅读的复文" in body(client, "/")
    assert "没有找到相符的复文" in body(client, "/search/")


def test_a_proposal_lists_its_replies(client: Client, letters: Letters) -> None:
    html = body(client, "/proposals/530102/cppcc/10-2/056/")
    assert reverse("reply", args=[letters.lifts.pk]) in links(html)
    assert "十届二次会议" in html


@pytest.mark.parametrize("number", ["056", "56", "第 056 号", "０５６"])
def test_one_proposal_of_a_number_opens_at_once(client: Client, letters: Letters, number: str) -> None:
    response = client.get("/proposals/", {"number": number})
    assert (response.status_code, response["Location"]) == (302, "/proposals/530102/cppcc/10-2/056/")


def test_several_proposals_of_a_number_are_offered_by_place(client: Client, letters: Letters) -> None:
    proposal = letters.buses.proposals.get()
    proposal.number = "56"
    proposal.save()
    html = body(client, "/proposals/?number=56")
    assert "云南省昆明市五华区 十届二次 政协提案 第056号" in html
    assert "云南省昆明市官渡区 十七届三次 人大建议 第56号" in html


def test_a_department_and_a_policy_know_their_letters(client: Client, letters: Letters) -> None:
    lifts = reverse("reply", args=[letters.lifts.pk])
    assert lifts in links(body(client, letters.lifts.department.get_absolute_url()))
    policy = Policy.objects.get(title="昆明市既有住宅加装电梯管理办法")
    assert lifts in links(body(client, policy.get_absolute_url()))
    assert policy.get_absolute_url() in links(body(client, "/policies/?q=加装电梯"))
    assert policy.get_absolute_url() not in links(body(client, "/policies/?q=索道"))


def test_a_much_cited_policy_lists_its_letters_by_pages(
    client: Client, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "PAGE_SIZE", 1)
    policy = Policy.objects.create(title="城市管理办法")
    for reply in (letters.lifts, letters.buses, letters.reserved):
        PolicyCitation.objects.create(policy=policy, reply=reply, start=0, end=1)
    pages = [body(client, f"{policy.get_absolute_url()}?page={number}") for number in (1, 2)]
    assert all("2 篇复文引用" in page for page in pages), "the reserved one is not counted"
    listed = [{address for address in links(page) if address.startswith("/replies/")} for page in pages]
    assert sorted(map(len, listed)) == [1, 1]
    assert set.union(*listed) == {letters.lifts.get_absolute_url(), letters.buses.get_absolute_url()}
    assert client.get(f"{policy.get_absolute_url()}?page=3").status_code == 400


def test_what_only_a_hidden_letter_tells_of_what_it_shares_is_hidden(client: Client, letters: Letters) -> None:
    """A proposal and a policy that a visible and a hidden letter name: the hidden one gave both their titles."""
    proposal, policy = (
        letters.lifts.proposals.get(),
        Policy.objects.create(title="飞碟管理办法", number="云政发〔2021〕5号"),
    )
    proposal.title, proposal.proposers = "关于建设飞碟机库的提案", ["方飞碟"]
    proposal.save()
    letters.reserved.proposals.add(proposal)
    for reply in (letters.lifts, letters.reserved):
        PolicyCitation.objects.create(policy=policy, reply=reply, start=0, end=1)
    addresses = [
        "/proposals/530102/cppcc/10-2/056/",
        "/search/?q=056",
        "/policies/",
        policy.get_absolute_url(),
        letters.lifts.get_absolute_url(),
        f"/api/v1{letters.lifts.get_absolute_url()}",
    ]
    for address in addresses:
        assert "飞碟" not in body(client, address), address
    assert policy.get_absolute_url() not in links(body(client, "/policies/?q=飞碟"))
    assert policy.get_absolute_url() in links(body(client, "/policies/?q=云政发"))


def test_without_an_index_the_search_says_so_and_letters_can_be_read(
    client: Client, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise EngineUnavailable("gone")

    monkeypatch.setattr(indexing, "engine", gone)
    assert "检索暂时不可用" in body(client, "/search/?q=电梯", 503)
    assert "加装电梯" in body(client, f"/replies/{letters.lifts.pk}/")


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/search/?year=abc", "year"),
        ("/search/?district=5301", "district"),
        ("/search/?sort=best", "sort"),
        ("/search/?page=0", "page"),
        ("/search/?page=99", "page"),
        ("/search/?year_from=2020&year_to=2010", "year_to"),
        ("/policies/?page=x", "page"),
        (f"/policies/?page=0000000001{'9' * 5000}", "page"),
        ("/policies/?q=%00", "q"),
        ("/metrics/?q=a%00b", "q"),
        ("/metrics/养老床位/?province=99", "province"),
        ("/proposals/?number=%00", "number"),
        ("/search/export.csv?year=abc", "year"),
        ("/feeds/replies.atom?body=king", "body"),
    ],
)
def test_a_wrong_parameter_is_named(client: Client, letters: Letters, address: str, parameter: str) -> None:
    assert f"<code>{parameter}</code>" in body(client, address, 400)


@pytest.mark.parametrize("address", ["/", "/search/", "/replies/1/", "/feeds/replies.atom"])
def test_pages_are_for_reading_only(client: Client, letters: Letters, address: str) -> None:
    assert client.post(address).status_code == 405


def test_an_error_has_a_page_of_its_own(client: Client, letters: Letters, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("replies.views.home.archive_overview", lambda user: 1 / 0)
    client.raise_request_exception = False
    html = body(client, "/", 500)
    assert "服务器出错" in html
    assert "ZeroDivisionError" not in html


def test_robots_are_led_to_the_letters_that_everybody_may_read(staff: Client, letters: Letters) -> None:
    lines = body(staff, "/robots.txt").splitlines()
    assert "Disallow: /search/" in lines
    assert "Disallow: /" not in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines
    assert re.findall("<loc>(.*?)</loc>", body(staff, "/sitemap.xml")) == ["http://testserver/sitemap-1.xml"]
    addresses = re.findall("<loc>http://testserver(.*?)</loc>", body(staff, "/sitemap-1.xml"))
    shown = [reverse("reply", args=[reply.pk]) for reply in (letters.lifts, letters.script, letters.buses)]
    assert addresses == shown, "also when staff asks"
    for address in ("/sitemap-0.xml", "/sitemap-2.xml"):
        body(staff, address, 404)


class TestMetrics:
    """The pages of figures."""

    @pytest.fixture
    def figures(self, letters: Letters) -> None:
        CitedMetric.objects.all().delete()
        for place, (reply, value, label, as_of, more) in enumerate(
            (
                (letters.lifts, "26", "占户籍人口比重", "2022", {}),
                (letters.buses, "21.74", "占户籍总人口比重", "2017", {}),
                (letters.script, "19", "占常住人口比重", "2019", {}),
                (letters.script, "30", "占户籍人口比重", "2025", {"planned": True}),
                (letters.script, "1.2", "占户籍人口比重", "2019", {"damaged": True}),
                (letters.reserved, "99.5", "占户籍人口比重", "2019", {}),
            )
        ):
            start = reply.text.index("现答复") + place
            CitedMetric.objects.create(
                reply=reply,
                start=start,
                end=start + 1,
                text=f"{value}%",
                value=value,
                unit="%",
                label=label,
                as_of=as_of,
                indicator="老年人口占比",
                **more,
            )
        library.index()

    def test_figures_of_one_definition_stand_together(self, client: Client, figures: None) -> None:
        html = body(client, "/metrics/老年人口占比/")
        headings = re.findall(r"<h2 id=\"series-\d\">(.*?)</h2>", html, re.DOTALL)
        assert [re.sub(r"<[^>]+>|\s+", "", heading) for heading in headings] == [
            "口径：户籍单位：%",
            "口径：常住单位：%",
            "口径：户籍单位：%计划数",
        ]
        assert html.count('class="bar"') == 2, "the two registered shares are one chart; a lone figure has none"
        assert "另有 1 个数字在原文中疑有缺损" in html

    def test_hidden_figures_are_not_counted(self, client: Client, figures: None) -> None:
        assert "99.5" not in body(client, "/metrics/老年人口占比/")
        assert re.search(r"老年人口占比</a> <span class=\"count\">3 篇复文", body(client, "/metrics/"))

    def test_each_figure_opens_its_sentence(self, client: Client, letters: Letters, figures: None) -> None:
        html = body(client, "/metrics/老年人口占比/")
        address, anchor = re.search(rf'href="(/replies/{letters.lifts.pk}/)#([^"]+)"', html).groups()
        assert f'id="{anchor}"' in body(client, address)

    def test_figures_of_one_province_alone(self, client: Client, letters: Letters, figures: None) -> None:
        provinces = {reply.division_code[:2] for reply in (letters.lifts, letters.buses, letters.script)}
        for province in provinces:
            html = body(client, f"/metrics/老年人口占比/?province={province}")
            shown = {int(pk) for pk in re.findall(r'href="/replies/(\d+)/#', html)}
            of_province = {
                reply.pk
                for reply in (letters.lifts, letters.buses, letters.script)
                if reply.division_code[:2] == province
            }
            assert shown == of_province
        assert len(provinces) > 1

    def test_more_figures_than_a_page_holds(
        self, client: Client, letters: Letters, figures: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(series, "MOST_FIGURES", 2)
        html = body(client, "/metrics/老年人口占比/")
        assert "这里只列最近入库的一部分" in html
        assert "这里只列" not in body(client, f"/metrics/老年人口占比/?province={letters.lifts.division_code[:2]}")

    @pytest.mark.parametrize(
        ("values", "listed", "reason"),
        [
            ({}, True, "nobody doubts it"),
            ({"damaged": True}, False, "damaged, and nobody has looked"),
            ({"damaged": True, "confirmed": True}, True, "a person has confirmed it"),
            ({"confirmed": False}, False, "a person has rejected it"),
            ({"damaged": True, "confirmed": False}, False, "damaged and rejected"),
        ],
    )
    def test_indicators_of_usable_figures_are_listed(
        self, client: Client, letters: Letters, values: dict[str, bool], listed: bool, reason: str
    ) -> None:
        CitedMetric.objects.create(reply=letters.lifts, start=0, end=1, value=1, indicator="公厕数量", **values)
        library.index()
        assert ("公厕数量</a>" in body(client, "/metrics/")) is listed, reason

    def test_indicators_are_found_by_name(self, client: Client, figures: None) -> None:
        assert "老年人口占比</a>" in body(client, "/metrics/?q=老年 占比")
        assert "没有名称含“公厕”的指标" in body(client, "/metrics/?q=公厕")
