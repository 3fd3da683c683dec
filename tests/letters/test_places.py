"""Places: names in texts, resolution of what several divisions share, and the vote of streets."""

from __future__ import annotations

import random

import pytest

from replies.letters.divisions import Division, bare_name, gazetteer
from replies.letters.places import division, find_places, infer, lookup
from replies.letters.streets import streets


def codes(text: str) -> list[str | None]:
    return [place.code for place in find_places(text)]


def all_divisions() -> list[Division]:
    return list(gazetteer().by_code.values())


CITYLESS = ("西沙群岛", "南沙群岛", "中沙群岛的岛礁及其海域", "大柴旦行政委员会")
COUNTIES = [item for item in all_divisions() if item.level == "county" and item.name not in CITYLESS]


@pytest.mark.parametrize(
    ("code", "province", "city", "district", "level"),
    [
        ("530112", "云南省", "昆明市", "西山区", "county"),
        ("530100", "云南省", "昆明市", None, "city"),
        ("530000", "云南省", None, None, "province"),
        ("110105", "北京市", None, "朝阳区", "county"),
        ("500233", "重庆市", None, "忠县", "county"),
        ("429004", "湖北省", None, "仙桃市", "county"),
        ("659001", "新疆维吾尔自治区", None, "石河子市", "county"),
        ("441900", "广东省", "东莞市", None, "city"),
        ("532503", "云南省", "红河哈尼族彝族自治州", "蒙自市", "county"),
        ("530112006", "云南省", "昆明市", "西山区", "county"),
    ],
)
def test_division_of_code(code, province, city, district, level):
    item = division(code)
    assert item is not None
    assert (item.province, item.city, item.district, item.level) == (province, city, district, level)


@pytest.mark.parametrize("code", ["999999", "", "420198", "130171"])
def test_codes_that_name_no_division(code):
    assert division(code) is None, "130171 is the statistics bureau's code of a development zone"


@pytest.mark.parametrize(
    ("name", "within", "expected"),
    [
        ("西山区", None, ["530112"]),
        ("朝阳区", None, ["110105", "220104"]),
        ("朝阳区", "220000", ["220104"]),
        ("云南省昆明市西山区", None, ["530112"]),
        ("昆明西山区", None, ["530112"]),
        ("昆明", None, ["530100"]),
        ("云南", None, ["530000"]),
        ("内蒙古", None, ["150000"]),
        ("孟连县", None, ["530827"]),
        ("红河州", None, ["532500"]),
        ("呈贡县", None, ["530114"]),
        ("襄樊市", None, ["420600"]),
        ("卢湾区", None, ["310101"]),
        ("吉林", None, ["220000", "220200"]),
        ("某某区", None, []),
        ("昆明市西山区民政局", None, []),
        ("", None, []),
    ],
)
def test_lookup(name, within, expected):
    assert [item.code for item in lookup(name, within and division(within))] == expected


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("昆明市西山区民政局", ["530100", "530112"], "a chain"),
        ("昆明市 西山区", ["530100", "530112"], "a blank inside a chain"),
        ("昆明西山区", ["530100", "530112"], "a bare city before its district"),
        ("云南昆明西山区", ["530000", "530100", "530112"], "two bare names"),
        ("吉林省吉林市船营区", ["220000", "220200", "220204"], "province and city of one name"),
        ("锡林郭勒盟多伦县", ["152500", "152531"], "a league"),
        ("湘西土家族苗族自治州凤凰县", ["433100", "433123"], "a prefecture in full"),
        ("恩施州利川市", ["422800", "422802"], "a prefecture in short"),
        ("石林彝族自治县与禄劝县", ["530126", "530128"], "autonomous counties, full and short"),
        ("上海市浦东新区", ["310000", "310115"], "a 新区"),
        ("神农架林区", ["429021"], "a 林区"),
        ("湖北省仙桃市", ["420000", "429004"], "a city directly under its province"),
        ("六盘水市六枝特区", ["520200", "520203"], "a 特区"),
        ("鄂温克族自治旗", ["150724"], "a banner"),
        ("阿克苏地区库车市", ["652900", "652902"], "a 地区"),
        ("东莞市民政局", ["441900"], "a city without counties"),
    ],
)
def test_names_in_full_and_in_short(text, expected, reason):
    assert codes(text) == expected, reason


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("呈贡县人民政府", ["530114"], "a county that became a district"),
        ("杭州市下城区", ["330100", "330105"], "a district that was merged"),
        ("襄樊市", ["420600"], "a city that was renamed"),
        ("江都市", ["321012"], "a city that became a district"),
        ("淮安市清河区", ["320800", "320812"], "merged, and the name lives on elsewhere"),
        ("铁岭市清河区", ["211200", "211204"], "the name that lives on"),
        ("普洱市思茅区", ["530800", "530802"], "a district that kept its name"),
    ],
)
def test_former_names_lead_to_what_is_there_today(text, expected, reason):
    assert codes(text) == expected, reason


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("朝阳区教育局关于第12号提案的答复", [None], "two districts of the name, nothing tells which"),
        ("朝阳区教育局。长春市人大代表", ["220104", "220100"], "the city stands elsewhere in the text"),
        ("北京市政协、朝阳区政协", ["110000", "110105"], "the province tells"),
        ("鼓楼区与南京市、福州市", [None, "320100", "350100"], "two of the cities have one"),
        ("海州区人民政府。连云港市、赣榆区", ["320706", "320700", "320707"], "also a sister district tells"),
    ],
)
def test_shared_names(text, expected, reason):
    assert codes(text) == expected, reason


@pytest.mark.parametrize(
    "text",
    [
        *(
            "江西山区群众",
            "西南山区",
            "滇西山区",
            "全省沿海城市",
            "适应城市发展",
            "新兴城市",
            "沿海城市群",
            "响应城市号召",
        ),
        *("平原委员", "和平、新华代表", "云南老年之家", "昆明的老年人", "我区各街道", "全县社区", "城市社区", "辖区内"),
        *(
            "市和县民政局",
            "农业示范县城",
            "提高县域经济",
            "信息县级平台",
            "创新区域合作",
            "加强合作市场监管",
            "东方市场",
        ),
        *(
            "新建区级养老综合体",
            "我市新城区建设",
            "全市中区级医院",
            "我局会同县财政局研究",
            "乡村振兴区域",
            "通过会同县直部门",
        ),
        *(
            "各区、县、市",
            "开发区管委会",
            "高新区",
            "西山区域协作",
            "城中区位优势",
            "老城区改造",
            "公安县级联动",
            "",
            "区",
        ),
    ],
)
def test_words_that_hold_a_name_by_chance(text):
    assert find_places(text) == []


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("南昌市新建区民政局", ["360100", "360112"], "its city before it"),
        ("新建区民政局。南昌市人大", ["360112", "360100"], "its city in the text"),
        ("富民县民政局文件", ["530124"], "an office at the line's head"),
        ("公安县水利局文件\n", ["421022"], "an office at the line's head"),
        ("# 新兴区教育局文件", ["230902"], "behind a mark of a heading"),
        ("已督促公安县水利局整改", [], "inside a line it may be the police"),
        ("枣庄市市中区", ["370400", "370402"], "in full"),
        ("济南市中区人民政府", ["370100", "370103"], "city and district share a 市"),
        ("乐山市中区教育局", ["511100", "511102"], "city and district share a 市"),
        ("洛阳市老城区", ["410300", "410302"], "its city before it"),
        ("陇南市成县", ["621200", "621221"], "a county of two characters"),
        ("由忠县卫生健康局办理", ["500233"], "a county of two characters before an office"),
        ("信阳新县", ["411500", "411523"], "not 阳新县"),
        ("陇南康县", ["621200", "621224"], "not 南康县"),
        ("三明市沙县区", ["350400", "350405"], "not 沙县, its former name"),
        ("益阳市南县", ["430900", "430921"], "not 市南县"),
        ("武汉市东西湖区", ["420100", "420112"], "not 西湖区"),
        ("鞍山市海城市", ["210300", "210381"], "a name that ends in 城市"),
        ("位于西山区", ["530112"], "before it a word that ends there"),
        ("政协西山区第十届二次会议", ["530112"], "a council's place"),
        ("中共西山区委", ["530112"], "a party's place"),
        ("推动解决西山区群众", ["530112"], "any word before it"),
        ("中共广州市海珠区委", ["440100", "440105"], "a city whose name ends in 州市"),
        ("政协富民县第七届委员会", ["530124"], "a council's place"),
        ("政协忠县第十五届委员会", ["500233"], "a council's place of two characters"),
        ("政协会同县第九届委员会", ["431225"], "a council's place that is a word"),
        ("我局会同县财政局", [], "and the word"),
    ],
)
def test_names_that_are_words_too(text, expected, reason):
    assert codes(text) == expected, reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("武汉东湖新技术开发区管委会", ["420100"]),
        ("昆明经济技术开发区管理委员会", ["530100"]),
        ("石家庄高新技术产业开发区", ["130100"]),
        ("昆明滇池国家旅游度假区", ["530100"]),
        ("苏州工业园区", ["320500"]),
        ("大连高新区", ["210200"]),
        ("国家级经济技术开发区", []),
    ],
)
def test_a_development_zone_is_its_city(text, expected):
    assert codes(text) == expected


def test_a_place_says_where_it_stands():
    text = "落款：昆明西山区民政局"
    assert [(text[place.start : place.end], place.name, place.level) for place in find_places(text)] == [
        ("昆明", "昆明市", "city"),
        ("西山区", "西山区", "county"),
    ]


def test_every_county_is_found_behind_its_city_and_alone_never_taken_for_another():
    wrong = []
    for item in COUNTIES:
        whole = f"{item.province}{item.city or ''}{item.name}民政局"
        alone = find_places(f"{item.name}民政局关于第12号提案的答复")
        if codes(whole)[-1:] != [item.code] or any(place.code not in (item.code, None) for place in alone):
            wrong.append(whole)
    assert wrong == []


def test_every_county_is_found_behind_its_bare_city():
    wrong = []
    for item in COUNTIES:
        if item.city:
            text = bare_name(division(item.code[:4] + "00")) + item.name
            if codes(text)[-1:] != [item.code]:
                wrong.append(text)
    assert wrong == []


# --- the vote of streets -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("在走马岭街、柏泉街和新沟镇街试点，径河街道已覆盖。", "420112", "each with its kind"),
        ("先后建成走马岭、将军路、慈惠、径河等街道的服务中心。", "420112", "a list that shares its kind"),
        ("滇源、阿子营、松华、双龙街道先行。", "530103", "a list before its kind"),
        ("走马岭街、走马岭街、走马岭街再三试点。", None, "one name three times is one name"),
        ("走马岭街和柏泉街两处。", None, "two names"),
        ("城关镇、太平镇、兴隆镇、新华街道。", None, "names that are everywhere"),
        ("走马岭街、柏泉街、径河街道、滇源街道、阿子营街道、双龙街道。", None, "two counties with as many votes"),
        ("全区各街道、乡镇和社区，新建街道级综合体，建设中心镇、特色镇。", None, "no name at all"),
        ("走马岭、柏泉、径河、将军路的老人。", None, "bare names do not vote"),
        ("我市在走马岭街、柏泉街和新沟镇街试点。", "420100", "a city's own letter"),
        ("全市推开。我区在走马岭街、柏泉街和新沟镇街试点。", "420112", "a district that looks up to its city"),
        ("我市大唐街道、店口镇、枫桥镇、山下湖镇已建成。", "330681", "a city at county level is a 市 itself"),
        ("", None, "nothing"),
    ],
)
def test_infer(text, expected, reason):
    found = infer(text)
    assert (found and found.code) == expected, reason


def test_infer_within_a_division():
    text = "和平街道、新华街道、新兴街道、朝阳街道都已建成。"
    assert infer(text) is None
    assert infer("在走马岭街、柏泉街、径河街道试点。", within=division("530000")) is None
    assert infer("在走马岭街、柏泉街、径河街道试点。", within=division("420100")) == division("420112")


def streets_by_county() -> dict[str, list[str]]:
    counties: dict[str, list[str]] = {}
    for stem, listed in streets().items():
        for code in listed.split():
            counties.setdefault(code, []).append(stem)
    return counties


@pytest.mark.slow
def test_four_streets_of_any_county_name_it_or_nothing():
    draw = random.Random(20230630)
    known = {code: names for code, names in streets_by_county().items() if len(names) >= 5 and code[4:] != "00"}
    found = dict.fromkeys([True, False, None], 0)
    for code, names in known.items():
        one, two, three, four = draw.sample(names, 4)
        vote = infer(f"一是在{one}街道建成食堂；二是{two}镇完成改造；三是推进{three}、{four}等街道试点。")
        found[vote and vote.code == code] += 1
    assert found[False] == 0
    assert found[True] / len(known) > 0.95


@pytest.mark.slow
def test_a_name_of_several_counties_decides_nothing_alone():
    shared = [name for name, listed in streets().items() if " " in listed]
    assert shared
    assert [name for name in shared if infer(f"在{name}街道开展试点，{name}镇也已推开。")] == []


@pytest.mark.parametrize(
    "fragment", ["区", "西山区", "昆明市", "街道", "走马岭街道", "镇、", "开发区", "昆明昆明", "县市"]
)
def test_rubbish_of_any_length_is_read_to_its_end(fragment):
    text = fragment * 50_000
    assert all(text[place.start : place.end] in text for place in find_places(text)[:100])
    infer(text)
