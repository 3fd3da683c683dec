"""The API: shapes as the contract has them, wrong parameters named, the same answer as the command's."""

from __future__ import annotations

import json
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from replies import indexing
from replies.models import Department, Proposal, Reply
from replies.search.engine import EngineUnavailable
from tests.rows import make_full_reply, make_reply

pytestmark = pytest.mark.django_db
URL = "/api/v1/replies/"
HOSTILE = "王小明委员：\n答复如下：\n社区养老服务<script>alert(1)</script>。"
BROKEN = ['"', "(((", "OR", "- -", "标题:", "*", "养老 AND (", "\\", "'; DROP TABLE", "年份:9-1"]


@pytest.fixture
def letters() -> list[Reply]:
    """Three letters: two of 西山区 in 2023 and 2021, one of 官渡区 in 2023; the last of the other body."""
    civil = Department.objects.create(name="昆明市西山区民政局", division_code="530112")
    made = [
        make_reply(title="关于社区养老的提案", text=HOSTILE, department=civil),
        make_reply(title="关于养老床位的提案", year=2021, response_type="B", department=civil),
        make_reply(title="关于养老食堂的建议", division_code="530111", body="npc", response_type=""),
    ]
    for number, reply in zip(("056", "057", "056"), made, strict=True):
        reply.proposals.add(
            Proposal.objects.create(
                body=reply.body, division_code=reply.division_code, term=10, session=2, number=number, title=reply.title
            )
        )
    indexing.apply_pending()
    return made


def titles(answer: dict) -> set[str]:
    return {result["title"] for result in answer["results"]}


def test_the_shape_of_a_search(client, letters):
    answer = client.get(URL, {"q": "社区养老", "page_size": 1}).json()
    assert list(answer)[:5] == ["count", "next", "previous", "results", "facets"]
    (result,) = answer["results"]
    snippet = result.pop("snippet")
    assert result == {
        "id": letters[0].pk,
        "url": f"http://testserver/replies/{letters[0].pk}/",
        "title": "关于社区养老的提案",
        "proposal_numbers": ["056"],
        "department": "昆明市西山区民政局",
        "district": "西山区",
        "division_code": "530112",
        "place": "云南省昆明市西山区",
        "document_number": None,
        "year": 2023,
        "response_type": "A",
        "body": "cppcc",
        "paragraph": 3,
    }
    assert "<mark>" in snippet
    assert "&lt;script&gt;" in snippet
    assert "<script>" not in snippet


def test_facets_count_what_is_found(client, letters):
    facets = client.get(URL, {"q": "养老"}).json()["facets"]
    counted = {name: {value["label"]: value["count"] for value in values} for name, values in facets.items()}
    assert counted == {
        "district": {"西山区": 2, "官渡区": 1},
        "year": {"2023": 2, "2021": 1},
        "response_type": {"A": 1, "B": 1},
        "body": {"政协提案": 2, "人大建议": 1},
        "department": {"昆明市西山区民政局": 2},
        "subject": {"养老与民政": 3},
        "satisfaction": {},
        "has_figures": {"没有引用数据": 3},
        "damaged": {"未见缺损": 3},
    }
    assert facets["district"][0]["value"] == "530112"


@pytest.mark.parametrize(
    ("query", "found", "reason"),
    [
        ("", {0, 1, 2}, "no query: everything"),
        ("q=养老&district=530111", {2}, "one district"),
        ("q=养老&district=530111&district=530112", {0, 1, 2}, "a facet given twice means or"),
        ("q=养老&district=530112&year=2021", {1}, "facets among each other mean and"),
        ("province=53", {0, 1, 2}, "a province"),
        ("city=5301&body=npc", {2}, "a city, and a body"),
        ("year_from=2022", {0, 2}, "from a year on"),
        ("year_to=2022", {1}, "up to a year"),
        ("response_type=B", {1}, "a response type"),
        ("q=056&district=530111", {2}, "a number within a district"),
        ("q=没有这样的词语", set(), "nothing"),
        ("department=999999", set(), "a department that is not there"),
    ],
)
def test_filters(client, letters, query, found, reason):
    assert titles(client.get(f"{URL}?{query}").json()) == {letters[index].title for index in found}, reason


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("district=西山区", "district"),
        ("district=530112&district=5", "district"),
        ("province=530000", "province"),
        ("city=53", "city"),
        ("year=abc", "year"),
        ("year=20231", "year"),
        ("year_from=0", "year_from"),
        ("year_from=2023&year_to=2020", "year_to"),
        ("body=council", "body"),
        ("department=x", "department"),
        ("response_type=" + "A" * 21, "response_type"),
        ("sort=best", "sort"),
        ("page=0", "page"),
        ("page=x", "page"),
        ("page=2", "page"),
        ("page_size=1000", "page_size"),
        ("q=" + "养" * 501, "q"),
        ("q=" + "(" * 30 + "养老", "q"),
        ("q=%00", "q"),
        ("distrikt=530112", "distrikt"),
    ],
)
def test_a_wrong_parameter_is_a_400_that_names_it(client, letters, query, name):
    answer = client.get(f"{URL}?{query}")
    assert answer.status_code == 400
    assert list(answer.json()) == [name]


@pytest.mark.parametrize(
    "query", ['"', "(((", "OR", "- -", "标题:", "*", "养老 AND (", "\\", "'; DROP TABLE", "年份:9-1"]
)
def test_a_broken_query_is_mended_never_a_500(client, letters, query):
    assert client.get(URL, {"q": query}).status_code == 200


def test_pages_lead_on_and_back(client, letters):
    first = client.get(URL, {"q": "养老", "page_size": 2}).json()
    second = client.get(first["next"]).json()
    assert (first["previous"], len(first["results"]), second["next"], len(second["results"])) == (None, 2, None, 1)
    assert titles(first) | titles(second) == {reply.title for reply in letters}
    assert client.get(second["previous"]).json()["results"] == first["results"]


@pytest.mark.parametrize(("sort", "years"), [("newest", [2023, 2023, 2021]), ("oldest", [2021, 2023, 2023])])
def test_sorting_by_date(client, letters, sort, years):
    for reply in letters:
        reply.issue_date = f"{reply.year}-06-20"
        reply.save()
    indexing.apply_pending()
    assert [result["year"] for result in client.get(URL, {"sort": sort}).json()["results"]] == years


def test_a_number_that_is_nowhere_is_said(client, letters):
    assert "999" in "".join(client.get(URL, {"q": "第999号"}).json()["notes"])
    assert client.get(URL, {"q": "第056号"}).json()["notes"] == []


def test_one_reply_in_full(client):
    reply = make_full_reply(parsed={"requests": [], "evidence": {}})
    answer = client.get(f"{URL}{reply.pk}/").json()
    assert (answer["id"], answer["text"], answer["department"]) == (reply.pk, reply.text, reply.department.name)
    assert answer["proposals"][0] == {
        "body": "cppcc",
        "division_code": "530112",
        "term": 10,
        "session": 2,
        "number": reply.proposals.get().number,
        "title": "关于改造老街步道的提案",
        "proposers": [],
    }
    assert answer["parsed"] == {"requests": [], "evidence": {}, "contact_names": [], "contact_phones": []}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("indicator=步道", 2),
        ("indicator=床位", 0),
        ("district=530112&year=2023", 2),
        ("unit=米&planned=false", 2),
    ],
)
def test_figures_can_be_narrowed(client, query, count):
    make_full_reply()
    make_full_reply()
    answer = client.get(f"/api/v1/metrics/?{query}").json()
    assert answer["count"] == count
    assert all(metric["value"] == "12000" for metric in answer["results"])


@pytest.mark.parametrize(("query", "name"), [("year=x", "year"), ("body=x", "body"), ("indikator=x", "indikator")])
def test_a_wrong_filter_of_figures_is_named(client, query, name):
    answer = client.get(f"/api/v1/metrics/?{query}")
    assert (answer.status_code, list(answer.json())) == (400, [name])


@pytest.mark.parametrize("query", ["养老", "社区养老", "056", ""])
def test_the_command_gives_the_same_answer(client, letters, query):
    out = StringIO()
    call_command("search", query, json=True, stdout=out)
    said, served = json.loads(out.getvalue()), client.get(URL, {"q": query}).json()
    for result in served["results"]:
        result["url"] = result["url"].removeprefix("http://testserver")
    assert said == served


def test_the_command_takes_the_contracts_filters(letters):
    out = StringIO()
    call_command(
        *("search", "养老", "--district", "530112", "--year", "2023", "--response-type", "A", "--body", "cppcc"),
        *("--as", "staff", "--limit", "5", "--json"),
        stdout=out,
    )
    assert titles(json.loads(out.getvalue())) == {letters[0].title}


@pytest.mark.parametrize(
    "query",
    ["page=99", "page=x", "page_size=0", "page_size=x", "page_size=101", "planned=banana", "year=x", "nothing=1"],
)
def test_a_wrong_parameter_of_the_figures_is_named(client, query):
    make_full_reply()
    answer = client.get(f"/api/v1/metrics/?{query}")
    assert (answer.status_code, list(answer.json())) == (400, [query.partition("=")[0]])


@pytest.mark.parametrize(("planned", "count"), [("true", 1), ("false", 2), ("", 3)])
def test_figures_planned_and_achieved(client, planned, count):
    for reply in [make_full_reply() for _ in range(3)][:1]:
        reply.metrics.update(planned=True)
    assert client.get(f"/api/v1/metrics/?planned={planned}").json()["count"] == count


def test_the_command_lists_as_many_as_asked_for(letters):
    out = StringIO()
    call_command("search", "养老", "--limit", "500", "--json", stdout=out)
    assert len(json.loads(out.getvalue())["results"]) == len(letters)


@pytest.mark.parametrize(("values", "status"), [(100, 200), (101, 400)])
def test_only_so_many_values_of_one_parameter(client, letters, values, status):
    answer = client.get(URL, {"department": range(1, values + 1)})
    assert answer.status_code == status
    assert status == 200 or list(answer.json()) == ["department"]


@pytest.mark.parametrize("limit", ["0", "-1", "x", "10001"])
def test_the_command_refuses_a_limit_that_is_none(limit):
    with pytest.raises(CommandError, match="limit"):
        call_command("search", "养老", f"--limit={limit}")


def test_the_command_says_what_is_wrong():
    with pytest.raises(CommandError, match="district"):
        call_command("search", "养老", "--district", "x")


def test_openapi_describes_every_door(client):
    schema = client.get("/api/v1/schema/", HTTP_ACCEPT="application/vnd.oai.openapi+json").json()
    assert set(schema["paths"]) == {"/api/v1/replies/", "/api/v1/replies/{reply_id}/", "/api/v1/metrics/"}
    parameters = {one["name"]: one["schema"] for one in schema["paths"][URL]["get"]["parameters"]}
    assert parameters["district"]["type"] == "array"
    assert parameters["sort"]["enum"] == ["newest", "oldest", "relevance"]
    assert {"q", "year", "response_type", "body", "department", "page"} <= set(parameters)
    filters = {one["name"] for one in schema["paths"]["/api/v1/metrics/"]["get"]["parameters"]}
    assert {"indicator", "district", "year", "page"} <= filters


def test_the_schema_is_made_without_a_warning():
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=StringIO())


def test_the_documentation_opens_and_loads_nothing_from_elsewhere(client):
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    assert "//cdn" not in page.content.decode()
    for script in re.findall(r"<script(?P<address>[^>]*)>(?P<words>[^<]*)", page.content.decode()):
        assert "src=" in script[0], "the archive's own policy lets no script run that stands in a page"
        assert not script[1].strip()


class TestHealth:
    def test_all_is_well(self, client):
        assert client.get("/healthz").status_code == 200

    def test_an_index_that_does_not_answer(self, client, monkeypatch):
        def fail():
            raise EngineUnavailable("索引目录无法读取")

        monkeypatch.setattr(indexing.engine(), "check", fail)
        answer = client.get("/healthz")
        assert (answer.status_code, answer.json()["problems"]) == (503, {"index": "索引目录无法读取"})

    def test_an_index_that_was_lost(self, client):
        make_full_reply()
        indexing.apply_pending()
        assert client.get("/healthz").status_code == 200
        indexing.engine().rebuild(list)
        answer = client.get("/healthz")
        assert answer.status_code == 503
        assert "rebuild_index" in answer.json()["problems"]["index"]

    def test_a_database_that_does_not_answer(self, client, monkeypatch):
        def fail():
            raise DatabaseError

        monkeypatch.setattr("replies.views.health.connection.cursor", fail)
        answer = client.get("/healthz")
        assert (answer.status_code, list(answer.json()["problems"])) == (503, ["database"])

    def test_the_search_then_says_so_too(self, client, monkeypatch):
        def fail(_request):
            raise EngineUnavailable("no")

        monkeypatch.setattr(indexing.engine(), "search", fail)
        assert client.get(URL).status_code == 503
