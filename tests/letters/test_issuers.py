"""Who wrote the letter, with whom, and where it belongs."""

import pytest

from replies.letters import parse_letter
from tests.letters.samples import OPENING, compose

BARE = {
    "title": "关于政协第八届委员会第三次会议第12号提案的答复",
    "signature": "",
}
OFFICE = "昆明市官渡区水务局"
DEPARTMENTS = [
    ({"signature": f"{OFFICE}\n2022年6月15日"}, OFFICE, "under the letter"),
    ({"signature": f"{OFFICE} 2022年6月15日"}, OFFICE, "in the date's line"),
    ({"signature": f"{OFFICE}（盖章）\n2022年6月15日"}, OFFICE, "with a seal"),
    ({"signature": f"2022年6月15日\n{OFFICE}"}, OFFICE, "after the date"),
    ({"head": f"{OFFICE}文件"}, OFFICE, "a red header"),
    ({"head": "昆 明 市 官 渡 区 水 务 局 文 件"}, OFFICE, "a red header set wide"),
    ({"head": OFFICE}, OFFICE, "alone over the title"),
    ({"title": f"{OFFICE}关于政协第八届委员会第三次会议第12号提案的答复"}, OFFICE, "in the title"),
    ({"title": f"{OFFICE}\n关于政协第八届委员会第三次会议第12号提案的答复"}, OFFICE, "over the title's first line"),
    ({"head": f"承办单位：{OFFICE}"}, OFFICE, "a label"),
    ({"head": f"发布机构：{OFFICE}　发布日期：2022-07-01"}, OFFICE, "a page's publisher"),
    ({"head": f"来源：{OFFICE}　时间：2022-07-01"}, OFFICE, "a page's source"),
    ({"head": f"【信息来源：{OFFICE}】【信息时间：2022-07-01】【字号 大 中 小】"}, OFFICE, "a source in brackets"),
    ({"foot": f"联系单位：{OFFICE}　联系电话：0871-68112030"}, OFFICE, "beside the telephone"),
    ({"head": f"{OFFICE}文件", "signature": "官渡区水务局\n2022年6月15日"}, OFFICE, "the fuller of two forms"),
    ({"signature": "区水务局\n2022年6月15日"}, "区水务局", "without its place"),
    ({"signature": "区水务局\n2022年6月15日", "head": f"{OFFICE}文件"}, OFFICE, "its place from the header"),
    ({"signature": "昆明市公安局交通警察支队\n2022年6月15日"}, "昆明市公安局交通警察支队", "police"),
    ({"signature": "官渡区人民政府吴井街道办事处\n2022年6月15日"}, "官渡区人民政府吴井街道办事处", "a street office"),
    ({"signature": "嵩明县人民政府\n2022年6月15日"}, "嵩明县人民政府", "a government"),
    ({"signature": "交通运输部\n2022年6月15日"}, "交通运输部", "a ministry"),
    ({"signature": "昆明滇池投资有限责任公司\n2022年6月15日"}, "昆明滇池投资有限责任公司", "a company"),
    ({"signature": "中共昆明市委组织部\n2022年6月15日"}, "中共昆明市委组织部", "the party"),
    ({"signature": "昆明市残疾人联合会\n2022年6月15日"}, "昆明市残疾人联合会", "a federation"),
    (
        {"signature": "贵阳市水务管理局\n2022年6月15日"},
        "贵阳市水务管理局",
        "a place that begins like a form of address",
    ),
    ({"head": "昆明市西山区商务局 建议提案答复单", "signature": ""}, "昆明市西山区商务局", "over a form"),
    ({"head": "昆明市西山区商务局提案办理情况表", "signature": ""}, "昆明市西山区商务局", "over a form, glued"),
    (
        {"head": "昆明市西山区人民政府办公室建议提案承办单\n承办单位：昆明市西山区教育局", "signature": ""},
        "昆明市西山区教育局",
        "another office's form",
    ),
    ({"head": "政协昆明市西山区委员会提案办理单", "signature": ""}, None, "the council's form"),
    ({"head": "来源：新华网　时间：2022-07-01"}, None, "the press is no office"),
    ({"body": "区教育局和市财政局联合开展检查，昆明市发展和改革委员会安排了资金。"}, None, "offices in the body"),
    ({}, None, "none"),
]


@pytest.mark.parametrize(("parts", "name", "reason"), DEPARTMENTS)
def test_department(parts, name, reason):
    assert parse_letter(compose(**{**BARE, **parts})).department == name, reason


OTHERS = [
    ({"signature": "昆明市教育局　昆明市财政局\n2022年6月15日"}, "昆明市教育局", ["昆明市财政局"], "two in one line"),
    ({"signature": "昆明市教育局\n昆明市财政局\n2022年6月15日"}, "昆明市教育局", ["昆明市财政局"], "two lines"),
    (
        {"head": "主办单位：昆明市教育局　会办单位：昆明市财政局、昆明市人社局"},
        "昆明市教育局",
        ["昆明市财政局", "昆明市人社局"],
        "labels",
    ),
    (
        {
            "signature": "昆明市教育局\n2022年6月15日",
            "opening": "您提出的《关于校车的提案》收悉。该提案由我局主办，市公安局、市交通运输局会办。现答复如下：",
        },
        "昆明市教育局",
        ["市公安局", "市交通运输局"],
        "in the opening",
    ),
    (
        {
            "signature": "昆明市教育局\n2022年6月15日",
            "opening": "您提出的《关于校车的提案》收悉。我局会同市公安局、市财政局进行了认真办理，现答复如下：",
        },
        "昆明市教育局",
        ["市公安局", "市财政局"],
        "a careful handling together",
    ),
    (
        {"signature": "昆明市教育局\n2022年6月15日", "foot": "抄送：市政府办公室、市财政局"},
        "昆明市教育局",
        [],
        "copies take no part",
    ),
    (
        {"signature": "昆明市教育局\n2022年6月15日", "foot": "昆明市教育局办公室　2022年6月16日印发"},
        "昆明市教育局",
        [],
        "the printer takes no part",
    ),
]


@pytest.mark.parametrize(("parts", "lead", "others", "reason"), OTHERS)
def test_co_departments(parts, lead, others, reason):
    letter = parse_letter(compose(**{**BARE, **parts}))
    assert (letter.department, list(letter.co_departments)) == (lead, others), reason


PLACES = [
    (
        {"signature": "昆明市官渡区水务局\n2022年6月15日"},
        ("530111", "云南省", "昆明市", "官渡区"),
        "530111",
        "the office's own",
    ),
    (
        {"signature": "官渡区水务局\n2022年6月15日"},
        ("530111", "云南省", "昆明市", "官渡区"),
        "530111",
        "without its city",
    ),
    ({"signature": "昆明市水务局\n2022年6月15日"}, ("530100", "云南省", "昆明市", None), "530100", "a city"),
    ({"signature": "云南省水利厅\n2022年6月15日"}, ("530000", "云南省", None, None), "530000", "a province"),
    (
        {"signature": "重庆市渝北区水利局\n2022年6月15日"},
        ("500112", "重庆市", None, "渝北区"),
        "500112",
        "a municipality's district",
    ),
    (
        {"title": "关于政协昆明市官渡区第九届委员会第二次会议第12号提案的答复", "signature": "区水务局\n2022年6月15日"},
        ("530111", "云南省", "昆明市", "官渡区"),
        "530111",
        "the council's",
    ),
    (
        {"title": "关于市政协十四届二次会议第12号提案的答复", "signature": "昆明市官渡区水务局\n2022年6月15日"},
        ("530100", "云南省", "昆明市", None),
        "530111",
        "a district office answers the city's council",
    ),
    (
        {"title": "关于昆明市政协十四届二次会议第12号提案的答复", "signature": "嵩明县水务局\n2022年6月15日"},
        ("530100", "云南省", "昆明市", None),
        "530127",
        "a county office answers the city's council",
    ),
    (
        {"title": "关于省政协十二届五次会议第12号提案的答复", "signature": "昆明市水务局\n2022年6月15日"},
        ("530000", "云南省", None, None),
        "530100",
        "a city's office answers the province's council",
    ),
    (
        {"title": "关于州政协十三届五次会议第12号提案的答复", "signature": "祥云县水务局\n2022年6月15日"},
        ("532900", "云南省", "大理白族自治州", None),
        "532923",
        "a prefecture",
    ),
    (
        {"title": "对十三届全国人大二次会议第1234号建议的答复", "signature": "交通运输部\n2022年6月15日"},
        (None, None, None, None),
        None,
        "the nation has no division",
    ),
    (
        {"title": "对市政协八届三次会议第12号提案的答复", "signature": "安宁市水务局\n2022年6月15日"},
        ("530181", "云南省", "昆明市", "安宁市"),
        "530181",
        "a city at county level is the council's own",
    ),
    (
        {"title": "关于区政协十届二次会议第12号提案的答复", "signature": "贵阳市生态环境局南明分局\n2022年6月15日"},
        ("520102", "贵州省", "贵阳市", "南明区"),
        "520102",
        "a city's branch in a district",
    ),
    (
        {"head": "来源：官渡区人民政府网　时间：2022-07-01"},
        ("530111", "云南省", "昆明市", "官渡区"),
        None,
        "the page's place",
    ),
    ({}, (None, None, None, None), None, "nothing tells"),
]


@pytest.mark.parametrize(("parts", "place", "own", "reason"), PLACES)
def test_place(parts, place, own, reason):
    letter = parse_letter(compose(**{**BARE, **parts}))
    assert (letter.division_code, letter.province, letter.city, letter.district) == place, reason
    assert letter.department_division_code == own, reason
    assert "division_code" not in letter.inferred


INFERRED = [
    ("西山区户籍人口增长，西山区共有社区若干，近年西山区加大投入。", "530112", "the county that the body names"),
    ("先后建成走马岭、将军路、慈惠、径河等街道的服务中心，柏泉街、新沟镇街也开展了试点。", "420112", "streets vote"),
    ("我区建成若干服务中心，群众满意。", None, "nothing tells"),
]


@pytest.mark.parametrize(("body", "code", "reason"), INFERRED)
def test_place_of_the_content_is_marked(body, code, reason):
    letter = parse_letter(compose(**{**BARE, "opening": OPENING, "body": body}))
    assert letter.division_code == code, reason
    assert ("division_code" in letter.inferred) is (code is not None)
    assert "division_code" not in letter.evidence
