"""The results page: facets, chips, the part that htmx gets; and the same search as table and feed."""

from __future__ import annotations

import csv
import re
from html import unescape
from io import StringIO
from xml.etree import ElementTree as ET

import pytest
from django.http import QueryDict
from django.test import Client

from replies.selectors import FacetValue, FacetValues, SearchPage, SearchParams
from replies.views.facets import histogram, place_tree, plain_facets
from replies.views.links import Links
from replies.views.search import page_numbers, plain_cell
from tests import library
from tests.web.conftest import Letters

ATOM = "{http://www.w3.org/2005/Atom}"


def body(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def href(html: str, id_: str) -> str:
    found = re.search(rf'<a id="{re.escape(id_)}" href="([^"]+)"', html)
    assert found, f"no link {id_}"
    return unescape(found[1])


def test_facets_count_and_toggle(client: Client, letters: Letters) -> None:
    html = body(client, "/search/?q=建议")
    assert href(html, "facet-district-530102") == "/search/?q=%E5%BB%BA%E8%AE%AE&district=530102"
    chosen = body(client, "/search/?q=建议&district=530102")
    assert 'aria-current="true"' in re.search(r'<a id="facet-district-530102"[^>]*>', chosen)[0]
    assert href(chosen, "facet-district-530102") == "/search/?q=%E5%BB%BA%E8%AE%AE", "a second click takes it off"
    assert "facet-district-530111" in chosen, "a facet's own choice does not hide its other values"


def test_several_values_of_a_facet_mean_or(client: Client, letters: Letters) -> None:
    assert "找到 <b>2</b> 篇" in body(client, "/search/?district=530102&district=530111")
    assert "找到 <b>1</b> 篇" in body(client, "/search/?district=530102&district=530111&body=npc")
    assert "找到 <b>2</b> 篇" in body(client, "/search/?province=53")


@pytest.fixture
def judged(letters: Letters) -> Letters:
    """The letters, of which one was found satisfying and one is damaged; the hidden draft is both."""
    letters.lifts.satisfaction = letters.draft.satisfaction = "基本满意"
    for reply in (letters.buses, letters.draft):
        reply.parsed = {
            **reply.parsed,
            "warnings": [{"code": "lost_characters", "message": "缺字", "start": 0, "end": 1}],
        }
    letters.script.parsed = {**letters.script.parsed, "metrics": []}
    for reply in (letters.lifts, letters.draft, letters.buses, letters.script):
        reply.save()
    library.index()
    return letters


@pytest.mark.parametrize(
    ("query", "found", "reason"),
    [
        ("subject=住房与城建", {"lifts"}, "what the letter is about"),
        ("subject=住房与城建&subject=交通运输", {"lifts", "buses"}, "several mean or"),
        ("satisfaction=基本满意", {"lifts"}, "what the member said"),
        ("satisfaction=不满意", set(), "what nobody said"),
        ("has_figures=1", {"lifts", "buses"}, "with figures"),
        ("has_figures=0", {"script"}, "without"),
        ("damaged=1", {"buses"}, "damaged, as far as anybody may see"),
        ("damaged=0&damaged=1", {"lifts", "buses", "script"}, "both is no limit"),
        ("damaged=0&has_figures=1&year=2022", {"lifts"}, "and among facets"),
    ],
)
def test_what_a_letter_is_like_narrows_every_door(
    client: Client, judged: Letters, query: str, found: set[str], reason: str
) -> None:
    expected = {getattr(judged, name).pk for name in found}
    html = body(client, f"/search/?{query}")
    assert {int(pk) for pk in re.findall(r'<h3><a href="/replies/(\d+)/">', html)} == expected, reason
    assert {one["id"] for one in client.get(f"/api/v1/replies/?{query}").json()["results"]} == expected
    table = csv.DictReader(StringIO(client.get(f"/search/export.csv?{query}").getvalue().decode("utf-8-sig")))
    assert {int(row["网址"].split("/")[-2]) for row in table} == expected
    feed = ET.fromstring(client.get(f"/feeds/replies.atom?{query}").content)
    assert {int(entry.findtext(f"{ATOM}id").split("/")[-2]) for entry in feed.findall(f"{ATOM}entry")} == expected


def test_facets_of_what_a_letter_is_like(client: Client, judged: Letters) -> None:
    html = body(client, "/search/?damaged=1")
    lines = re.findall(
        r'<a id="facet-(subject|satisfaction|has_figures|damaged)-[^"]+" href="[^"]*" rel="nofollow"( aria-current="true")?>'
        r'<span>([^<]+)</span> <span class="count">(\d+)',
        html,
    )
    assert {(name, label, int(count), bool(current)) for name, current, label, count in lines} == {
        ("subject", "交通运输", 1, False),
        ("has_figures", "有引用数据", 1, False),
        ("damaged", "疑有缺损", 1, True),
        ("damaged", "未见缺损", 2, False),
    }, "its own choice does not narrow a facet, and what nothing has is not offered"


@pytest.mark.parametrize("query", ["subject=天文", "has_figures=yes", "damaged=2", f"satisfaction={'满' * 41}"])
def test_a_wrong_value_is_named(client: Client, letters: Letters, query: str) -> None:
    name = query.partition("=")[0]
    assert client.get(f"/search/?{query}").status_code == 400
    answer = client.get(f"/api/v1/replies/?{query}")
    assert (answer.status_code, list(answer.json())) == (400, [name])


def test_the_table_says_what_letters_are_about(client: Client, judged: Letters) -> None:
    data = client.get("/search/export.csv?year=2022").getvalue().decode("utf-8-sig")
    (row,) = csv.DictReader(StringIO(data))
    assert (row["主题"], row["满意度"]) == ("住房与城建", "基本满意")


def test_chips_come_off_one_by_one(client: Client, letters: Letters) -> None:
    html = body(client, "/search/?q=电梯&province=53&year=2022&year_from=2020&body=cppcc")
    chips = re.search(r'<ul class="chips".*?</ul>', html, re.DOTALL)[0]
    off = {
        re.sub(r"<[^>]+>|取消：|×|\s", "", label): unescape(address)
        for address, label in re.findall(r'<a href="([^"]+)"[^>]*>(.*?)</a>', chips, re.DOTALL)
    }
    q = "/search/?q=%E7%94%B5%E6%A2%AF"
    assert off == {
        "云南省": f"{q}&year=2022&year_from=2020&body=cppcc",
        "2022年": f"{q}&province=53&year_from=2020&body=cppcc",
        "政协提案": f"{q}&province=53&year=2022&year_from=2020",
        "2020年以来": f"{q}&province=53&year=2022&body=cppcc",
    }


def test_htmx_gets_the_changing_part(client: Client, letters: Letters) -> None:
    html = body(client, "/search/?year=2022", **{"HX-Request": "true", "HX-Target": "results"})
    assert "<html" not in html
    assert '<div class="results" id="results">' in html
    assert "<title>" in html
    assert re.search(r'id="results-status" hx-swap-oob[^>]*>找到 1 篇复文', html)
    assert '<input type="hidden" name="year" value="2022">' in html, "the search box must carry the new filter along"


@pytest.mark.parametrize(
    "headers",
    [{}, {"HX-Request": "true", "HX-Target": "results", "HX-History-Restore-Request": "true"}],
    ids=["plain", "going back"],
)
def test_everyone_else_gets_the_whole_page(client: Client, letters: Letters, headers: dict[str, str]) -> None:
    response = client.get("/search/?year=2022", headers=headers)
    assert b"<html" in response.content
    assert {"HX-Request", "HX-Target"} <= set(response["Vary"].split(", ")), "caches must not mix the two"


def test_snippets_lead_to_their_paragraph(client: Client, letters: Letters) -> None:
    html = body(client, "/search/?q=书香武汉")
    address, anchor = re.search(r'<p class="snippet"><a href="(/replies/\d+/)#([^"]+)">', html).groups()
    paragraph = re.search(rf'<p class="body" id="{anchor}">(.*?)</p>', body(client, address))
    assert "书香武汉" in re.sub(r"<[^>]+>", "", paragraph[1])


def test_nothing_of_a_letter_is_markup(client: Client, letters: Letters) -> None:
    for query in ("图书馆", '"<script>"', "alert", "<b>藏书</b>"):
        html = body(client, "/search/?q=" + query.replace("<", "%3C").replace(">", "%3E"))
        assert "<script>alert" not in html
        assert "<b>藏书" not in html


def test_a_number_is_found_first_and_its_proposal_offered(client: Client, letters: Letters) -> None:
    html = body(client, "/search/?q=第056号")
    assert "/proposals/530102/cppcc/10-2/056/" in html
    assert re.search(r"编号相符.*?关于加快老旧小区加装电梯的建议|加装电梯.*?编号相符", html, re.DOTALL)


def test_an_empty_result_helps_on(client: Client, letters: Letters) -> None:
    html = body(client, "/search/?q=航天飞机&year=2022")
    assert "没有找到相符的复文" in html
    assert "取消全部筛选条件" in html


@pytest.mark.parametrize(
    ("current", "last", "numbers"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 20, [1, 2, 3, None, 20]),
        (10, 20, [1, None, 8, 9, 10, 11, 12, None, 20]),
        (20, 20, [1, None, 18, 19, 20]),
    ],
)
def test_page_numbers(current: int, last: int, numbers: list[int | None]) -> None:
    assert page_numbers(current, last) == numbers


@pytest.mark.parametrize(
    ("query", "change", "address"),
    [
        ("q=a&page=3", lambda links: links.same(), "/s?q=a"),
        ("q=&year=2020", lambda links: links.same(), "/s?year=2020"),
        ("year=2020", lambda links: links.toggled("year", "2021"), "/s?year=2020&year=2021"),
        ("year=2020&year=2021&page=2", lambda links: links.toggled("year", "2020"), "/s?year=2021"),
        ("year=2020", lambda links: links.toggled("year", "2020"), "/s"),
        ("sort=newest&q=a", lambda links: links.replaced("sort", "oldest"), "/s?q=a&sort=oldest"),
        ("q=a&x=%26%3C", lambda links: links.without("q"), "/s?x=%26%3C"),
    ],
)
def test_links_change_one_thing(query: str, change: object, address: str) -> None:
    assert change(Links(QueryDict(query), "/s")) == address


def page_with(districts: dict[str, int], **filters: tuple[str, ...]) -> SearchPage:
    values = FacetValues(districts, (), lambda code: (code, ""))
    return SearchPage(SearchParams(filters=filters), 0, 1, 1, (), {"district": values})


def test_places_stand_as_a_tree() -> None:
    found = page_with({"530102": 2, "530111": 1, "420100": 4, "420112": 1}, province=("53",))
    hubei, yunnan = place_tree(found, Links(QueryDict("province=53"), "/s"))
    assert (hubei.label, hubei.count, hubei.selected) == ("湖北省", 5, False)
    assert (yunnan.label, yunnan.count, yunnan.selected, yunnan.url) == ("云南省", 3, True, "/s")
    (wuhan,) = hubei.lines
    assert [(line.label, line.count) for line in wuhan.lines] == [("市本级", 4), ("420112", 1)]
    assert wuhan.lines[1].url == "/s?province=53&district=420112"


def test_a_large_tree_unfolds_where_it_is_chosen() -> None:
    districts = {
        f"{province}{city:02d}{county:02d}": 1 for province in (42, 53) for city in (1, 2) for county in range(1, 21)
    }
    whole = place_tree(page_with(districts), Links(QueryDict(""), "/s"))
    assert [(line.count, line.lines) for line in whole] == [(40, ()), (40, ())]
    _, yunnan = place_tree(page_with(districts, city=("5301",)), Links(QueryDict("city=5301"), "/s"))
    assert [(line.selected, len(line.lines)) for line in yunnan.lines] == [(True, 20), (False, 0)]


def test_a_long_facet_is_cut_but_keeps_what_is_chosen() -> None:
    values = FacetValues({str(number): 1 for number in range(100)}, ("90",), lambda value: (f"第{value}局", ""))
    (facet,) = plain_facets(SearchPage(SearchParams(), 0, 1, 1, (), {"department": values}), Links(QueryDict(""), "/s"))
    assert (len(facet.lines), facet.left_out, facet.lines[-1].label) == (33, 67, "第90局")
    assert facet.folded_is_open


def years(**counts: int) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(year[1:], year[1:], count) for year, count in counts.items())


@pytest.mark.parametrize(
    ("params", "chosen", "why"),
    [
        (SearchParams(), [], "nothing chosen"),
        (SearchParams(filters={"year": ("2019",)}), [2019], "a year"),
        (SearchParams(year_from=2018), [2018, 2019, 2020], "from a year on"),
        (SearchParams(year_from=2017, year_to=2018), [2017, 2018], "a range"),
    ],
)
def test_the_histogram_leaves_no_year_out(params: SearchParams, chosen: list[int], why: str) -> None:
    drawn = histogram(years(y2020=4, y2018=2, y2017=1), params, Links(QueryDict(""), "/s"))
    assert drawn is not None
    assert [(bar.year, bar.count) for bar in drawn.bars] == [(2017, 1), (2018, 2), (2019, 0), (2020, 4)]
    assert [bar.year for bar in drawn.bars if bar.chosen] == chosen, why
    heights = [bar.height for bar in drawn.bars]
    assert heights[2] == 0
    assert heights[0] < heights[1] < heights[3]


def test_no_years_no_histogram() -> None:
    assert histogram((), SearchParams(), Links(QueryDict(""), "/s")) is None


def test_a_search_comes_as_a_table(client: Client, letters: Letters) -> None:
    response = client.get("/search/export.csv?province=53")
    data = response.getvalue()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    assert data.startswith(b"\xef\xbb\xbf"), "spreadsheets take a table without the mark for another charset"
    rows = list(csv.DictReader(StringIO(data.decode("utf-8-sig"))))
    assert {(row["编号"], row["地区"], row["年份"]) for row in rows} == {
        ("056", "云南省昆明市五华区", "2022"),
        ("77", "云南省昆明市官渡区", "2024"),
    }
    assert rows[0]["网址"].startswith("http://testserver/replies/")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("＝1", "'＝1"),
        ("\t=1", "'\t=1"),
        ("官民函〔2018〕45号", "官民函〔2018〕45号"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(cell: str, written: str) -> None:
    assert plain_cell(cell) == written


def test_a_title_that_is_a_formula_is_defused(client: Client, letters: Letters) -> None:
    letters.lifts.title = "=1+1"
    letters.lifts.save()
    assert "'=1+1" in client.get("/search/export.csv?year=2022").getvalue().decode()


def test_a_search_comes_as_a_feed(client: Client, letters: Letters) -> None:
    response = client.get("/feeds/replies.atom?province=53")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ET.fromstring(response.content)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        "关于优化城乡公交线路的建议",
        "关于加快老旧小区加装电梯的建议",
    ], "newest first"
    assert entries[0].find(f"{ATOM}link").get("href") == f"http://testserver/replies/{letters.buses.pk}/"


def test_completions_are_json(client: Client, letters: Letters) -> None:
    answer = client.get("/search/suggest/?q=加装").json()
    assert set(answer) == {"suggestions"}
    assert client.get("/search/suggest/").json() == {"suggestions": []}
