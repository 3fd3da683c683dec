"""Departments: offices of every kind are found whole, and nothing else is."""

from __future__ import annotations

import pytest

from replies.letters.departments import clean_name, find_departments, is_department, qualify, split_place
from replies.letters.places import division


def names(text: str) -> list[str]:
    return [item.name for item in find_departments(text)]


WHOLE = [
    # government offices, from province to district, before and after the reforms
    ("昆明市西山区民政局", "530112"),
    ("云南省教育厅", "530000"),
    ("北京市朝阳区教育委员会", "110105"),
    ("上海市浦东新区卫生健康委员会", "310115"),
    ("武汉市住房保障和房屋管理局", "420100"),
    ("武汉市城乡建设局", "420100"),
    ("成都市规划和自然资源局", "510100"),
    ("南京市人力资源和社会保障局", "320100"),
    ("济南市城乡交通运输局", "370100"),
    ("广州市文化广电旅游局", "440100"),
    ("杭州市综合行政执法局", "330100"),
    ("武汉市水务局", "420100"),
    ("贵阳市综合行政执法局", "520100"),
    ("昆明市滇池管理局", "530100"),
    ("西安市生态环境局", "610100"),
    ("银川市审批服务管理局", "640100"),
    ("天津市南开区卫生局", "120104"),
    ("上海市黄浦区规划和土地管理局", "310101"),
    ("深圳市南山区城市管理和综合执法局", "440305"),
    ("石林彝族自治县水务局", "530126"),
    ("昆明市西山区市场监督管理局", "530112"),
    ("昆明市西山区退役军人事务局", "530112"),
    ("昆明市西山区医疗保障局", "530112"),
    ("昆明市西山区发展和改革局", "530112"),
    ("昆明市西山区工业和信息化局", "530112"),
    ("昆明市西山区农业农村局", "530112"),
    ("昆明市西山区应急管理局", "530112"),
    ("昆明市西山区教育体育局", "530112"),
    ("昆明市西山区文化和旅游局", "530112"),
    ("昆明市西山区机关事务管理局", "530112"),
    ("昆明市西山区乡村振兴局", "530112"),
    ("昆明市西山区民族宗教事务局", "530112"),
    ("昆明市西山区投资促进局", "530112"),
    ("昆明市西山区审计局", "530112"),
    ("湖北省农业农村厅", "420000"),
    ("湖北省人民政府国有资产监督管理委员会", "420000"),
    ("武汉市人民政府办公厅", "420100"),
    ("昆明市西山区人民政府办公室", "530112"),
    ("昆明市西山区人民政府", "530112"),
    # police, fire, taxes
    ("昆明市公安局交通警察支队", "530100"),
    ("昆明市公安局西山分局", "530100"),
    ("武汉市自然资源和规划局东西湖分局", "420100"),
    ("昆明市西山区消防救援大队", "530112"),
    ("国家税务总局昆明市西山区税务局", "530112"),
    # party, councils, courts, mass organisations
    ("中共昆明市西山区委宣传部", "530112"),
    ("昆明市委机构编制委员会办公室", "530100"),
    ("中共西宁市城中区委社会工作部", "630103"),
    ("昆明市西山区委政法委", "530112"),
    ("昆明市中级人民法院", "530100"),
    ("昆明市西山区人民检察院", "530112"),
    ("昆明市总工会", "530100"),
    ("共青团昆明市西山区委员会", "530112"),
    ("昆明市西山区妇女联合会", "530112"),
    ("昆明市西山区残疾人联合会", "530112"),
    ("昆明市住房公积金管理中心", "530100"),
    # below the district, zones, companies, banks
    ("昆明市西山区永昌街道办事处", "530112"),
    ("官渡区矣六街道办事处", "530111"),
    ("武汉东湖新技术开发区管理委员会", "420100"),
    ("昆明滇池国家旅游度假区管理委员会", "530100"),
    ("武汉地铁集团有限公司", "420100"),
    ("昆明公交集团有限责任公司", "530100"),
    ("桂林市自来水公司", "450300"),
    ("国网湖北省电力有限公司武汉供电公司", None),
    ("国网武汉供电公司", None),
    ("中国电信股份有限公司昆明分公司", None),
    ("中国人民银行武汉分行", None),
    # the state's own
    ("教育部", None),
    ("中华人民共和国教育部", None),
    ("国家发展改革委", None),
    ("国家税务总局", None),
    # without a place
    ("区住房和城乡建设局", None),
    ("市民政局", None),
    ("市资建局", None),
    ("市住更局", None),
    ("区卫健局", None),
    ("市发改委", None),
    ("市委编办", None),
    ("市委宣传部", None),
    ("区政府办公室", None),
    ("区政府目督办", None),
    ("区政协提案委", None),
    ("区人大代表联络委", None),
    ("区人大常委会代表工作委员会", None),
    ("县委组织部", None),
    ("市妇联", None),
    ("市市场监管局", None),
    ("关上街道办事处", None),
    ("龙泉镇人民政府", None),
    ("阿子营乡政府", None),
]


@pytest.mark.parametrize(("name", "code"), WHOLE)
def test_a_name_alone(name, code):
    (found,) = find_departments(name)
    assert (found.name, found.start, found.end, found.division_code) == (name, 0, len(name), code)
    assert is_department(name)


@pytest.mark.parametrize(("name", "code"), WHOLE)
def test_a_name_in_a_sentence(name, code):
    text = f"经与{name}共同研究，《{name}关于公园建设的意见》由{name}牵头落实。"
    found = find_departments(text)
    assert [item.name for item in found] == [name] * 3
    assert {text[item.start : item.end] for item in found} == {name}
    assert {item.division_code for item in found} == {code}


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("昆明市教育局、昆明市财政局联合发文", ["昆明市教育局", "昆明市财政局"], "a joint letter"),
        ("昆明市教育局\n昆明市财政局\n2021年", ["昆明市教育局", "昆明市财政局"], "one above the other"),
        ("市教育局和市财政局", ["市教育局", "市财政局"], "joined by 和, which is part of other names"),
        ("昆明市西山区民政局文件", ["昆明市西山区民政局"], "a red header"),
        ("昆 明 市 西 山 区 民 政 局 文 件", ["昆明市西山区民政局"], "a letter-spaced header"),
        ("抄送：区政府办公室，区政协提案委。", ["区政府办公室", "区政协提案委"], "copied to"),
        ("区民政局局长李某到场", ["区民政局"], "its head is a person"),
        ("区民政局会同区财政局研究", ["区民政局", "区财政局"], "two in a sentence"),
        ("我区民政局已发文", ["区民政局"], "of our own"),
        ("由区教育局负责，区委宣传部配合", ["区教育局", "区委宣传部"], "lead and support"),
        ("由武汉地铁集团有限公司负责建设", ["武汉地铁集团有限公司"], "a company in a sentence"),
        ("落款：西山区民政局 2021年", ["西山区民政局"], "behind a label"),
        ("临岳县民政局文件", ["临岳县民政局"], "a county that nobody knows, at a line's head"),
        ("由关上街道办事处牵头", ["关上街道办事处"], "the list of streets tells where it begins"),
        ("民政部、财政部印发", ["民政部", "财政部"], "ministries"),
    ],
)
def test_names_in_context(text, expected, reason):
    assert names(text) == expected, reason


@pytest.mark.parametrize(
    "text",
    [
        *("全区布局", "城市格局", "开创新局面", "顾全大局", "全市一盘棋", "市民政策咨询", "社区卫生服务中心"),
        *("教育部门", "财政部门", "有关部门和单位", "区各部门", "各区民政局", "全市八个街道办事处", "各街道办事处"),
        *(
            "区政府采购",
            "政府购买服务",
            "市政府工作报告",
            "区委员会商",
            "区委区政府高度重视",
            "县区两级",
            "区长办公会议",
        ),
        *("承办单位", "交区里办理", "市场监管", "城市管理", "小区物业管理", "片区开发", "园区管理", "景区建设"),
        *("老年人权益保障", "提案办理委员", "市人大代表", "区政协委员", "有限公司", "", "局", "第十届二次会议"),
    ],
)
def test_what_is_no_office(text):
    assert names(text) == []


@pytest.mark.parametrize("text", ["民政局", "卫生健康委员会", "人民法院", "昆 明 市 民 政 局", "昆明市民政局文件"])
def test_whole_strings_that_name_an_office(text):
    assert is_department(text)


@pytest.mark.parametrize("text", ["", "昆明市", "昆明市民政局关于养老的答复", "教育", "张三", "各有关单位", "2021年"])
def test_whole_strings_that_do_not(text):
    assert not is_department(text)


@pytest.mark.parametrize(
    ("text", "spaced"),
    [
        ("昆 明 市 民 政 局 文 件\n正文", "昆 明 市 民 政 局"),
        ("　　武　汉　市　教　育　局\n", "武　汉　市　教　育　局"),
    ],
)
def test_the_span_of_a_letter_spaced_name_is_in_the_given_text(text, spaced):
    (found,) = find_departments(text)
    assert text[found.start : found.end] == spaced


@pytest.mark.parametrize(
    ("written", "clean"),
    [("昆 明 市 民政局 文件", "昆明市民政局"), ("区民政局", "区民政局"), ("档案文件中心", "档案文件中心")],
)
def test_clean_name(written, clean):
    assert clean_name(written) == clean


@pytest.mark.parametrize(
    ("name", "code", "rest"),
    [
        ("昆明市西山区民政局", "530112", "民政局"),
        ("昆明西山区民政局", "530112", "民政局"),
        ("云南省教育厅", "530000", "教育厅"),
        ("区民政局", None, "区民政局"),
        ("国家税务总局昆明市税务局", None, "国家税务总局昆明市税务局"),
        ("朝阳区教育局", None, "教育局"),
        ("", None, ""),
    ],
)
def test_split_place(name, code, rest):
    place, office = split_place(name)
    assert (place and place.code, office) == (code, rest)


@pytest.mark.parametrize(
    ("name", "code", "expected", "reason"),
    [
        ("区民政局", "530112", "昆明市西山区民政局", "a district"),
        ("市民政局", "420100", "武汉市民政局", "a city"),
        ("省教育厅", "530000", "云南省教育厅", "a province"),
        ("区教委", "110105", "北京市朝阳区教委", "a district of a municipality"),
        ("市民政局", "429004", "仙桃市民政局", "a city directly under its province"),
        ("县水务局", "530126", "昆明市石林彝族自治县水务局", "an autonomous county"),
        ("西山区民政局", "530112", "昆明市西山区民政局", "the city is left out"),
        ("昆明市西山区民政局", "530112", "昆明市西山区民政局", "already whole"),
        ("官渡区民政局", "530112", "官渡区民政局", "another district"),
        ("市民政局", "530112", "市民政局", "an office of the city above"),
        ("民政局", "530112", "民政局", "no level at all"),
        ("武汉地铁集团有限公司", "420100", "武汉地铁集团有限公司", "a company"),
    ],
)
def test_qualify(name, code, expected, reason):
    assert qualify(name, division(code)) == expected, reason


@pytest.mark.parametrize(
    "fragment",
    ["区", "市民政局", "有限公司", "管委会", "民 ", "公安局", "区和", "街道办事处", "国网", "（", "局\n", "中国银行"],
)
def test_rubbish_of_any_length_is_read_to_its_end(fragment):
    text = fragment * 50_000
    assert all(0 <= item.start < item.end <= len(text) for item in find_departments(text))
