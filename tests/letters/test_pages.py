"""Pages around letters: menus, buttons, links to others, hard-wrapped lines, hijacked text, one line for all."""

import itertools

import pytest

from replies.letters import parse_letter
from replies.letters.normalize import normalize
from tests.letters.samples import BODY, OPENING, SALUTATION, SIGNATURE, THANKS, TITLE, compose

CHROME = [
    "网站首页　|　政务公开　|　办事服务　|　互动交流",
    "无障碍浏览 长者模式 繁体版 登录 注册",
    "当前位置：首页 > 政务公开 > 法定主动公开内容 > 建议提案办理",
    "您现在的位置：网站首页>>信息公开>>提案办理>>正文",
    "上一篇：关于市政协八届三次会议第98号提案答复的函",
    "下一条：无",
    "分享到：微信　微博　QQ空间　【打印】【关闭】",
    "【字体：大 中 小】　打印本页　关闭窗口",
    "扫一扫在手机上查看当前页面",
    "已阅 0  打印   关闭",
    "版权所有：青山市人民政府　ICP备13030179号",
    "主办：青山市人民政府办公室　网站标识码：5101070003",
]


@pytest.mark.parametrize("line", CHROME)
@pytest.mark.parametrize("place", ["head", "foot"])
def test_a_pages_words_are_left_out_and_said_so(line, place):
    letter = parse_letter(compose(**{place: line}))
    assert line not in normalize(letter.text).text
    assert "page_chrome" in {warning.code for warning in letter.warnings}
    assert letter.proposal_numbers == ("12",)
    assert letter.department == "青山市文化和旅游局"


@pytest.mark.parametrize(
    "line",
    [
        TITLE,
        SALUTATION,
        "一、加强政务公开和政府信息公开",
        "我局开通微信公众号，方便群众登录注册、下载打印。",
        "发布日期：2022-07-01　来源：青山市文化和旅游局　浏览次数：12　【打印】",
        "索引号：0123-2022　发布机构：青山市文化和旅游局",
        "附件：图书角名单",
        "联系人：林海　电话：68112030",
    ],
)
def test_a_letters_words_stay(line):
    assert line.replace("　", " ") in normalize(compose(foot=line)).text


def test_links_to_related_letters_end_the_page():
    related = "相关阅读\n关于市政协八届三次会议第77号提案的答复\n关于市政协八届三次会议第78号提案的答复"
    letter = parse_letter(compose(foot=related))
    assert letter.proposal_numbers == ("12",)
    assert "第77号" not in normalize(letter.text).text


@pytest.mark.parametrize(
    ("text", "clean", "reason"),
    [
        ("２０２２年６月，增长５０％", "2022年6月，增长50%", "full width"),
        ("第\u00a012\u2002号", "第 12 号", "odd blanks"),
        ("第\u200b12\ufeff号", "第12号", "zero width"),
        ("⼯作⼈员", "工作人员", "radicals for characters"),
        ("**重点**工作", "重点工作", "Markdown"),
        ("刘**委员", "刘**委员", "stars that hide a name"),
        ("## 一、情况", "一、情况", "a Markdown heading"),
        ("第12号&nbsp;提案<!--EndFragment-->", "第12号 提案", "remains of HTML"),
        ("情况说明 SHAPE  \\* MERGEFORMAT", "情况说明", "a field code"),
        ("一、情况\n- 3 -\n二、打算", "一、情况\n二、打算", "a page number"),
        ("一、情况\n\n\n二、打算\n---", "一、情况\n二、打算", "empty lines and rules"),
        ("青 山 市 西 城 区 教 育 局", "青山市西城区教育局", "an office spread over its line"),
        ("青 教 字 〔 2 0 1 9 〕  5 2  号", "青教字〔2019〕  52  号", "a number spread over its line"),
        ("二 〇 一 九 年 七 月 十 日", "二〇一九年七月十日", "a date spread over its line"),
        ("白 石 委员、江 河 委员", "白 石 委员、江 河 委员", "names"),
        ("提案人 白 石 江 河", "提案人 白 石 江 河", "names"),
        ("共 3 5 2 1 4 页", "共 3 5 2 1 4 页", "numbers of pages"),
        ("全 市 3 5 2 1 4 处", "全 市 3 5 2 1 4 处", "a row of a table"),
        ("联系人 林 海 江 河 青 山", "联系人 林 海 江 河 青 山", "names"),
        (
            "對區政協提案的答復(fù)，關於發(fā)布時間問題，區政府辦公室會議認為這個問題很重要",
            None,
            "traditional script",
        ),
    ],
)
def test_clean_text(text, clean, reason):
    found = normalize(text).text
    assert found == (clean or "对区政协提案的答复，关于发布时间问题，区政府办公室会议认为这个问题很重要"), reason


def test_clean_text_points_back():
    source = "關於發(fā)布時間的問題，區政府辦公室會議認為\u200b這個問題很重要，第１２號"
    clean = normalize(source)
    at = clean.text.index("第12号")
    start, end = clean.span(at, at + 4)
    assert source[start:end] == "第１２號"
    at = clean.text.index("发布")
    start, end = clean.span(at, at + 2)
    assert source[start:end] == "發(fā)布"


LONG_BODY = (
    "一、工作开展情况\n"
    "我局把社区阅读空间列入年度计划，会同各街道逐一踏勘选址，并征求居民意见，目前已建成图书角38个，配备图书12.6万册，"
    "覆盖全市71%的社区，居民步行十五分钟即可到达最近的一处，全年接待读者约24万人次，开展亲子阅读活动560场。\n"
    "二、下一步打算\n"
    "我们将继续完善管理制度，把图书角交给社区志愿者管理，做到每周更换一次图书，每月举办一次读书会，让更多居民走进图书角，"
    "感受阅读的乐趣，同时争取到2025年底实现社区图书角全覆盖，并逐步向行政村延伸。"
)
FIELDS = (
    *("body", "proposal_numbers", "session", "proposal_titles", "addressees", "department", "document_number"),
    *("issue_date", "year", "contact_names", "contact_phones", "copied_to", "response_type", "disclosure"),
)


def wrapped(text: str, width: int, between: str) -> str:
    pieces = []
    for paragraph in text.split("\n"):
        pieces += [paragraph[at : at + width] for at in range(0, len(paragraph), width)]
    return between.join(pieces)


WHOLE = compose(
    head="青山市文化和旅游局文件\n青文旅函〔2022〕73号　A类　主动公开",
    body=LONG_BODY,
    foot="联系人：林海　联系电话：0871-68112030\n抄送：市政协提案委、市政府督查室",
)


@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n"])
@pytest.mark.parametrize("width", [24, 28, 30, 36, 45, 60])
def test_wrapped_lines_say_the_same(width, between):
    plain, broken = parse_letter(WHOLE), parse_letter(wrapped(WHOLE, width, between))
    for field in FIELDS:
        assert getattr(broken, field) == getattr(plain, field), field
    assert [metric.value for metric in broken.metrics] == [metric.value for metric in plain.metrics]


def unevenly_wrapped(text: str, widths: tuple[int, ...], indent: str) -> str:
    """The text with its lines broken at these widths in turn, each paragraph behind an indent."""
    lines = []
    for paragraph in text.split("\n"):
        rest = indent + paragraph
        for width in itertools.cycle(widths):
            if not rest:
                break
            lines.append(rest[:width])
            rest = rest[width:]
    return "\n".join(lines)


@pytest.mark.parametrize("indent", ["", "　　"])
@pytest.mark.parametrize("widths", [(22,), (24, 20, 22), (26, 19, 23, 21), (18, 22, 20)])
def test_narrow_lines_of_different_width_say_the_same(widths, indent):
    figures = (
        "目前，全市共有社区图书角286个，藏书12.6万册，去年借阅31.8万人次，同比增长18.4%；今年已投入资金1260万元，"
        "新建图书角46个，改造32个，培训管理员1350人次，群众满意率达到97.6%。"
    )
    text = compose(body=f"{figures}\n{LONG_BODY}", foot="联系人：林海\n抄送：市政协提案委、市政府督查室")
    plain, broken = parse_letter(text), parse_letter(unevenly_wrapped(text, widths, indent))
    for field in FIELDS:
        assert getattr(broken, field) == getattr(plain, field), field
    assert [(metric.value, metric.label) for metric in broken.metrics] == [
        (metric.value, metric.label) for metric in plain.metrics
    ]


def test_an_opening_broken_before_its_last_words_is_no_title():
    opening = (
        "您在政协青山市第八届委员会第三次会议第 12号《关于增设社区图书角的建议》的提案已交由我局承办，现答复如下："
    )
    text = compose(opening=opening, body=f"{LONG_BODY}\n{LONG_BODY}")
    letter = parse_letter(wrapped(text, opening.index("如下"), "\n\n"))
    assert letter.proposal_titles == ("关于增设社区图书角的建议",)


def test_paragraphs_are_not_run_together():
    assert normalize(WHOLE).text == WHOLE.replace("　", " ")


@pytest.mark.parametrize("between", [" ", "  ", "　　"])
def test_a_letter_in_one_line_says_the_same(between):
    plain, flat = parse_letter(WHOLE), parse_letter(WHOLE.replace("\n", between))
    for field in FIELDS:
        assert getattr(flat, field) == getattr(plain, field), field


def test_a_title_printed_twice_is_one_proposal():
    letter = parse_letter(compose(head=TITLE))
    assert (letter.proposal_numbers, letter.session) == (("12",), (8, 3))


def test_a_form_table_is_read():
    form = """提案办理答复表
提案编号 0012 届次 八届三次
案由 关于增设社区图书角的提案
提案人 白石、云川
承办单位 青山市文化和旅游局 会办单位 青山市财政局
办理结果 A 是否公开 是
签发人 林海 联系人 江河 联系电话 68112030
答复意见
白石、云川委员：
您提出的提案收悉，现答复如下：
我局把社区阅读空间列入年度计划，会同各街道逐一踏勘选址。
感谢您对我们工作的关心和支持。
青山市文化和旅游局
2022年6月15日"""
    letter = parse_letter(form)
    assert letter.is_letter
    assert letter.proposal_numbers == ("0012",)
    assert letter.session == (8, 3)
    assert letter.proposal_titles == ("关于增设社区图书角的提案",)
    assert letter.addressees == ("白石", "云川")
    assert letter.department == "青山市文化和旅游局"
    assert letter.co_departments == ("青山市财政局",)
    assert (letter.response_type, letter.disclosure, letter.signer) == ("A", "public", "林海")
    assert (letter.contact_names, letter.contact_phones) == (("江河",), ("68112030",))


def test_question_marks_for_blanks():
    text = (
        "?白石委员：\n??" + OPENING + "\n??" + BODY.replace("\n", "\n??") + "\n???" + SIGNATURE.replace("年6", "年?6")
    )
    letter = parse_letter(text)
    assert letter.addressees == ("白石",)
    assert letter.issue_date == "2022-06-15"


def test_thanks_before_the_foot_is_no_place_for_fields():
    assert parse_letter(compose(thanks=THANKS + "联系人机制将进一步健全。")).contact_names == ()
