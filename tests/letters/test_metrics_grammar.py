"""How figures stand in sentences: qualifiers, plans, dates, lists, ranges, shared units, damage, traps, places."""

from decimal import Decimal

import pytest

from replies.letters.metrics import find_metrics

YEAR = 2023


def _only(sentence: str):
    found = find_metrics(sentence, year=YEAR)
    assert len(found) == 1, [metric.text for metric in found]
    return found[0]


QUALIFIERS = [
    ("共有志愿者500人。", None, "plain"),
    ("共有志愿者约500人。", "about", "约"),
    ("共有志愿者近500人。", "about", "近"),
    ("共有志愿者500人左右。", "about", "左右"),
    ("共有志愿者大约500人。", "about", "大约"),
    ("共有志愿者超500人。", "over", "超"),
    ("共有志愿者超过500人。", "over", "超过"),
    ("共有志愿者500余人。", "over", "余"),
    ("共有志愿者500多人。", "over", "多"),
    ("共有志愿者逾500人。", "over", "逾"),
    ("志愿者人数突破500人。", "over", "突破"),
    ("共有志愿者不足500人。", "under", "不足"),
    ("共有志愿者不到500人。", "under", "不到"),
    ("每年培训志愿者不少于500人。", "at_least", "不少于"),
    ("每年培训志愿者500人以上。", "at_least", "以上"),
    ("每年培训志愿者至少500人。", "at_least", "至少"),
    ("合格率不低于95%。", "at_least", "不低于"),
    ("每年培训志愿者不超过500人。", "at_most", "不超过"),
    ("漏损率控制在9%以内。", "at_most", "以内"),
    ("最高补助20万元。", "at_most", "最高"),
    ("约占耕地面积的85%。", "about", "约 before 占"),
    ("不足占全市的10%。", "under", "不足 before 占"),
    ("邻近500米范围外设有站点3个。", None, "近 in 邻近 says nothing of the figure"),
]


@pytest.mark.parametrize(("sentence", "qualifier", "reason"), QUALIFIERS)
def test_how_exact_a_figure_is(sentence, qualifier, reason):
    assert find_metrics(sentence, year=YEAR)[-1].qualifier == qualifier, reason


PLANS = [
    ("已建成停车场3个。", False, "已建成"),
    ("建成停车场3个。", False, "no word of time"),
    ("将建成停车场3个。", True, "将"),
    ("拟新建停车场3个。", True, "拟"),
    ("计划新建停车场3个。", True, "计划"),
    ("力争建成停车场3个。", True, "力争"),
    ("预计新增停车位3000个。", True, "预计"),
    ("到2025年底，建成停车场30个。", True, "a year to come"),
    ("年底前建成停车场3个。", True, "年底前"),
    ("截至2022年底，建成停车场30个。", False, "截至 is no 至"),
    ("下一步，新建停车场3个。", True, "下一步"),
    ("2023年下达停车场3个的建设任务。", True, "a task"),
    ("停车场3个已列入2024年建设计划并计划于6月开工。", False, "已 right after the figure"),
    ("按照行动计划，建成停车场3个。", False, "计划 as a noun"),
    ("将3个地块改建为停车场。", False, "将 as a preposition"),
    ("争取上级资金300万元。", False, "funds that were won"),
    ("争取年内新建停车场3个。", True, "what is strived for"),
    ("规划床位800张。", True, "planned beds"),
    ("三、下一步工作打算\n（一）新建停车场3个。", True, "an outlook section"),
    ("三、下一步工作打算\n目前，已有停车场3个。", False, "a fact in an outlook section"),
    ("三、下一步工作打算\n（一）加强管理。\n四、其他情况\n建有停车场3个。", False, "after the outlook section"),
]


@pytest.mark.parametrize(("text", "planned", "reason"), PLANS)
def test_planned_or_achieved(text, planned, reason):
    assert _only(text).planned is planned, reason


DATES = [
    ("截止2022年底，共有床位500张。", "2022", "the end of a year"),
    ("截至2022年12月，共有床位500张。", "2022-12", "a month"),
    ("截至2022年12月31日，共有床位500张。", "2022-12-31", "a day"),
    ("截至 2022 年 6 月 30 日，共有床位500张。", "2022-06-30", "blanks in the date"),
    ("截至2022.6.30，共有床位500张。", "2022-06-30", "stops in the date"),
    ("二〇二二年，新增床位500张。", "2022", "Chinese digits"),
    ("今年，新增床位500张。", "2023", "今年"),
    ("去年底，共有床位500张。", "2022", "去年"),
    ("前年，新增床位500张。", "2021", "前年"),
    ("今年上半年，新增床位500张。", "2023", "half a year is dated by its year"),
    ("今年5月，新增床位500张。", "2023-05", "a month of this year"),
    ("2023年1-5月，新增床位500张。", "2023", "several months"),
    ("2021年至2022年，新增床位500张。", None, "several years are no one date"),
    ("2021-2022年，新增床位500张。", None, "several years with a dash"),
    ("截至目前，共有床位500张。", None, "目前"),
    ("2020年启动试点，目前共有床位500张。", None, "目前 takes over"),
    ("自2019年起，共新增床位500张。", None, "a starting point"),
    ("2019年以来，共新增床位500张。", None, "since a past year"),
    ("2023年以来，共新增床位500张。", "2023", "since the beginning of this year"),
    ("较2020年增加床位500张。", None, "a comparison"),
    ("2021年印发《实施方案》，设置床位500张。", None, "the year of a paper"),
    ("根据《2021年工作要点》，设置床位500张。", None, "a year in a title"),
    ("2000年以前建成的院舍共有床位500张。", None, "when it was built"),
    ("于2021年3月开业，内设床位500张。", None, "于 dates its own clause only"),
    ("于2021年3月新增床位500张。", "2021-03", "于 in the clause of the figure"),
    ("到“十四五”末，共有床位500张。", "2025", "the end of a five-year plan"),
    ("新增床位500张被列入2024年民生实事。", "2024", "the year of the list, after the figure"),
    ("其余床位500张计划2024年底前启用。", "2024", "the due date, after the figure"),
    ("截至6月底，共有床位500张。", "2023-06", "a month of the letter's year"),
    ("一是2022年完成评估，二是新增床位500张。", None, "the date of another item"),
    ("2022年，一是完成评估，二是新增床位500张。", "2022", "a date before all items"),
    ("到2022年底完成评估；新增床位500张。", None, "a due date ends with its statement"),
    ("2022年8月发文。新增床位500张。", None, "not carried into the next sentence"),
    ("截止2022年底，有老年人900人。其中，失能的180人。", "2022", "carried by 其中"),
    ("20226月，新增床位500张。", "2022-06", "a date that lost its 年"),
    ("联系电话2022120，床位500张。", None, "digits that are no date"),
]


@pytest.mark.parametrize(("text", "as_of", "reason"), DATES)
def test_when_a_figure_holds(text, as_of, reason):
    assert find_metrics(text, year=YEAR)[-1].as_of == as_of, reason


def test_without_the_year_of_the_letter_relative_dates_stay_open():
    assert [metric.as_of for metric in find_metrics("今年新增床位500张，2022年新增30张。", year=None)] == [None, "2022"]


def test_each_figure_takes_the_date_before_it():
    found = find_metrics("公办园占比由2021年的45%提高到2022年的53%，今年新增3所。", year=YEAR)
    assert [(metric.text, metric.as_of) for metric in found] == [("45%", "2021"), ("53%", "2022"), ("3所", "2023")]


SERIES = [
    ("小学、初中、高中分别为12所、5所、2所。", [("12", "小学"), ("5", "初中"), ("2", "高中")], "分别为"),
    ("一等、二等奖分别奖励5000元、3000元。", [("5000", None), ("3000", None)], "分别 with a verb"),
    (
        "接待游客300万人次，旅游收入20亿元，分别增长8%和9.5%。",
        [("3000000", "游客"), ("2000000000", "旅游收入"), ("8", "游客增长"), ("9.5", "旅游收入增长")],
        "the growth of the last two",
    ),
    (
        "每人每月发放300、200、100元不等的护理补贴。",
        [("300", "护理补贴"), ("200", "护理补贴"), ("100", "护理补贴")],
        "a shared unit",
    ),
    ("给予10万元至50万元建设补贴。", [("100000", "建设补贴"), ("500000", "建设补贴")], "a range"),
    ("给予10万至50万元建设补贴。", [("100000", "建设补贴"), ("500000", "建设补贴")], "a range with one unit"),
    ("给予10至50万元建设补贴。", [("100000", "建设补贴"), ("500000", "建设补贴")], "a range with one scale"),
    ("每班配备3-5名保育员。", [("3", "保育员"), ("5", "保育员")], "a range with a hyphen"),
    ("共有养老机构16家，其中公办4家、民办12家。", [("16", "养老机构"), ("4", "公办"), ("12", "民办")], "其中"),
    ("建成道路12条15.6公里。", [("12", "道路"), ("15600", "道路")], "two figures of one noun"),
    ("改造小区20个（6300户）。", [("20", "小区"), ("6300", "小区")], "a figure in brackets"),
    ("现有街道8个、社区96个。", [("8", "街道"), ("96", "社区")], "a list with nouns before"),
    ("现有8个街道和96个社区。", [("8", "街道"), ("96", "社区")], "a list with nouns after"),
    (
        "应设候车亭90个，已建60个，待建30个。",
        [("90", "应设候车亭"), ("60", "已建候车亭"), ("30", "待建候车亭")],
        "verbs in place of nouns",
    ),
    ("办结案件120件，占84%。", [("120", "案件"), ("84", "案件占比")], "a share without its base"),
    ("夜市摊位由180个增加到420个。", [("180", "夜市摊位"), ("420", "夜市摊位")], "from … to …"),
    (
        "10个社区中有6个建有食堂，其中3个为民办食堂。",
        [("10", "社区"), ("6", None), ("3", "民办食堂")],
        "what the figure is said to be",
    ),
    ("投入560万元，建设智慧平台。", [("5600000", "建设智慧平台")], "the purpose after the money"),
    ("投入390万元完成管网改造项目。", [("3900000", "管网改造项目")], "the purpose right after the money"),
]


@pytest.mark.parametrize(("sentence", "expected", "reason"), SERIES)
def test_figures_that_share_words(sentence, expected, reason):
    found = find_metrics(sentence, year=YEAR)
    assert [metric.value for metric in found] == [Decimal(value) for value, _ in expected], reason
    for metric, (_, label) in zip(found, expected, strict=True):
        assert label is None or metric.label == label, reason


DAMAGED = [
    ("为1余户家庭安装扶手。", "1余户", "余 after one digit"),
    ("恢复林地2余亩。", "2余亩", "the same of areas"),
    ("2025年将再新增65，实现全覆盖。", "65", "a figure that lost its unit"),
    ("总人口3.万人。", "3.万人", "a point without decimals"),
    ("共有党员12,34人。", "34人", "digits lost between commas"),
]


@pytest.mark.parametrize(("sentence", "text", "reason"), DAMAGED)
def test_figures_that_lost_characters_are_marked_and_not_mended(sentence, text, reason):
    metric = find_metrics(sentence, year=YEAR)[-1]
    assert (metric.text, metric.damaged) == (text, True), reason


@pytest.mark.parametrize("sentence", ["惠及10余户家庭。", "惠及1万余户家庭。", "新增65个。", "新增1,265个。"])
def test_sound_figures_are_not_marked(sentence):
    assert not any(metric.damaged for metric in find_metrics(sentence, year=YEAR))


TRAPS = [
    ("打造十五分钟养老服务圈。", "a name"),
    ("建成“15分钟便民生活圈”。", "a slogan in quotation marks"),
    ("推行“三助一护”服务。", "a name in quotation marks"),
    ("增强“四个意识”、坚定“四个自信”。", "slogans"),
    ("贯彻落实“十四五”规划。", "a plan"),
    ("实施《养老服务三年行动计划（2021-2023年）》。", "a title"),
    ("323国道沿线绿化。", "a road"),
    ("新建110千伏变电站。", "a voltage class"),
    ("创建国家5A级旅游景区。", "a class"),
    ("推进5G网络建设。", "a generation"),
    ("为60岁以上老年人服务。", "an age"),
    ("3至6周岁儿童免费接种。", "ages"),
    ("第3批项目已开工。", "an ordinal"),
    ("第十四届人民代表大会第二次会议。", "ordinals"),
    ("根据第二十七条规定办理。", "an article"),
    ("依据国发〔2021〕35号文件。", "a document number"),
    ("联系电话：0871-68112030。", "a telephone number"),
    ("请拨打12345热线。", "a hot line"),
    ("邮编430040。", "a postcode"),
    ("提供24小时服务。", "round the clock"),
    ("实行7×24小时值守。", "round the clock every day"),
    ("于2023年5月12日上午9:30召开。", "a date and a time"),
    ("一是加强领导，二是完善制度。", "list words"),
    ("进一步统一思想。", "一 in words"),
    ("千方百计服务千家万户。", "figures of speech"),
    ("实现百姓满意。", "百 in a word"),
    ("推进一体化建设。", "一 in a word"),
    ("建立三级网络。", "a number of levels"),
    ("完善四级联动机制。", "levels"),
    ("在三个方面取得进展。", "aspects"),
    ("从4个方面35个环节推进。", "abstract nouns"),
    ("实行5+2工作模式。", "a formula"),
    ("探索1+3+N模式。", "a formula"),
    ("由教育、财政等部门共同负责。", "no number at all"),
    ("3号楼2单元加装电梯。", "a building"),
    ("地铁2号线开工。", "a line"),
    ("建筑面积5万平方米以上的，应当配建。", "a condition"),
    ("4层及以上住宅可加装电梯。", "a condition"),
    ("须经三分之二以上业主同意。", "a majority required"),
    ("按照不低于住宅建筑面积0.3%的比例配建。", "a standard"),
    ("每千名老年人配备社工。", "a denominator"),
    ("每3个社区设立站点。", "a denominator"),
    ("排名前10位。", "a rank"),
    ("近三年来持续加大投入。", "a stretch of time"),
    ("历时两年完成。", "a stretch of time"),
    ("姜某等13位代表：", "how many sign"),
    ("浏览次数：321次", "a page counter"),
    ("抄送：市政府办公室（2份）。", "copies sent"),
    ("一个中心、多点支撑。", "an indefinite one"),
    ("形成一支专业队伍。", "an indefinite one"),
    ("您提出的《关于新建3所学校的建议》收悉。", "the title of the proposal"),
    ("A4纸打印。", "a paper size"),
]


@pytest.mark.parametrize(("sentence", "reason"), TRAPS)
def test_numbers_that_count_nothing_are_left_out(sentence, reason):
    assert [metric.text for metric in find_metrics(sentence, year=YEAR)] == [], reason


PLACES = [
    ("全区有社区96个。", None, "the letter's own place"),
    ("永安街道现有养老机构3家。", "永安街道", "a named street"),
    ("其中，云秀社区老年人1200人。", None, "a name that nothing marks as a subject"),
    ("我区有养老机构8家，青龙镇新建2家。", "青龙镇", "the last place named"),
    ("青龙镇新建2家，全区现有养老机构8家。", None, "back to the letter's own"),
    ("2022年，全国老年人口达2.8亿人。", "全国", "a wider place"),
    ("各街道共有食堂20个。", None, "no name"),
    ("老旧社区共有食堂20个。", None, "a kind of community"),
]


@pytest.mark.parametrize(("sentence", "place", "reason"), PLACES)
def test_where_a_figure_holds(sentence, place, reason):
    assert find_metrics(sentence, year=YEAR)[-1].place == place, reason


@pytest.mark.parametrize(
    "fragment", ["1", "一", "年", "，", "《", "〔", "占", "1.", "万", "1个", "2023年", "1万元，", "占30%，"]
)
def test_a_text_of_one_fragment_is_read_to_an_end(fragment):
    text = fragment * (200_000 // len(fragment))
    assert all(text[metric.start : metric.end] == metric.text for metric in find_metrics(text, year=YEAR))
