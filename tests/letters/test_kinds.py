"""What is a reply letter, and what only uses the same words."""

import pytest

from replies.letters import parse_letter
from tests.letters.samples import BODY, OPENING, SALUTATION, SIGNATURE, THANKS, TITLE, compose

LETTERS = [
    ({}, "all parts"),
    ({"title": ""}, "no title"),
    ({"salutation": ""}, "no salutation"),
    ({"signature": "", "thanks": ""}, "no end"),
    ({"title": "", "signature": "", "thanks": ""}, "only salutation, opening and body"),
    ({"opening": ""}, "no opening"),
    (
        {"title": "关于市政协八届三次会议第12号提案的会办意见", "salutation": "青山市教育局："},
        "an opinion to the lead office",
    ),
    ({"salutation": "民盟青山市委："}, "to a party"),
    (
        {"head": "【提案办理】市文旅局\n2022-07-01 09:00　来源：青山市文化和旅游局　记者：林海"},
        "with a news page's words around it",
    ),
    (
        {
            "title": "对市十三届人大五次会议第12号建议的答复",
            "salutation": "白石代表：",
            "opening": "您提出的《关于增设社区图书角的建议》收悉，现答复如下：",
        },
        "to a deputy",
    ),
    ({"body": BODY + "\n据统计，今年共办理提案12件，办复率100%。"}, "figures of handling in the body"),
    ({"body": BODY + "\n市民反映的12345热线投诉已办结。"}, "complaints in the body"),
    ({"opening": "你们提出的《关于增设社区图书角的提案》收悉。经研究，现将有关情况报告如下："}, "another verb"),
    ({"opening": "您的提案我们已经收到，非常感谢您的关心，现将办理情况向您汇报如下："}, "a homely opening"),
]


@pytest.mark.parametrize(("parts", "reason"), LETTERS)
def test_a_letter(parts, reason):
    letter = parse_letter(compose(**parts))
    assert letter.is_letter, reason
    assert "not_a_letter" not in {warning.code for warning in letter.warnings}


OTHERS = [
    ("", "没有文字", "nothing"),
    (" \n\n　\n", "没有文字", "blanks"),
    (
        (
            "市文旅局圆满完成提案办理工作\n本报讯（记者林海）近日，市文化和旅游局召开提案办理面商会，邀请白石委员到社区图书角实地察看，"
            "就《关于增设社区图书角的提案》办理情况听取意见。白石委员对办理工作表示满意。"
        ),
        "新闻",
        "news",
    ),
    (
        (
            "青山市文化和旅游局2022年提案办理工作总结\n今年，我局共承办政协提案12件、人大建议8件，已全部答复，办复率100%，满意率100%。"
            "现将办理情况报告如下：\n一、主要做法\n领导重视，专人负责。\n二、存在问题\n沟通不够。"
        ),
        "总结",
        "a summary",
    ),
    (
        (
            "关于做好2022年提案办理工作的通知\n各科室、局属各单位：\n市政协八届三次会议交我局提案12件，现就办理工作通知如下：\n一、提高认识\n"
            "二、按时答复，请各单位于6月30日前报送答复稿。"
        ),
        "通知",
        "a notice",
    ),
    (
        (
            "关于政协××市第×届委员会第×次会议第××号提案的答复\n×××委员：\n您提出的《关于××××的提案》收悉，现答复如下：\n……\n"
            "感谢您对我们工作的关心和支持。\n××局\n××年×月×日"
        ),
        "范本",
        "a template",
    ),
    (
        "关于____提案的答复（样式）\n___委员：\n您提出的《____》提案收悉，现答复如下：\n（正文）\n感谢您的关心。",
        "范本",
        "a form",
    ),
    (
        (
            "案由：关于增设社区图书角的提案\n提案人：白石\n内容：目前社区阅读空间不足，居民借书不便。为此建议：一是增设图书角；二是延长开放时间；"
            "三是配备专职人员。"
        ),
        "提案",
        "the proposal",
    ),
    (
        (
            "王先生：\n您好！您通过市长信箱反映的小区供水问题收悉，经核实，现答复如下：\n您所住小区供水由二次加压泵站承担，泵站已于7月10日检修。"
            "\n感谢您对我们工作的关心和支持。\n青山市水务局\n2022年7月12日"
        ),
        "群众",
        "an answer to a citizen",
    ),
    (
        "网友您好：\n您提出的关于增设公交站点的建议收悉，现答复如下：\n该路段道路较窄，暂不具备设站条件。\n感谢您的关心和支持。\n青山市交通运输局",
        "群众",
        "an answer to a citizen's suggestion",
    ),
    (
        (
            "关于《青山市图书馆管理办法（征求意见稿）》意见的复函\n市司法局：\n你局《关于征求管理办法意见的函》收悉。经研究，现函复如下：\n我局无修改意见。"
            "\n此复。\n青山市文化和旅游局\n2022年6月15日"
        ),
        "",
        "a letter between offices",
    ),
    (
        (
            "关于同意成立社区图书馆的批复\n东湖街道办事处：\n你单位《关于成立社区图书馆的请示》收悉。经研究，现批复如下：\n同意成立。\n此复。"
            "\n青山市文化和旅游局\n2022年6月15日"
        ),
        "",
        "an approval",
    ),
    (
        (
            "人大建议和政协提案\n关于市政协八届三次会议第12号提案的答复\n关于市政协八届三次会议第13号提案的答复\n"
            "关于市政协八届三次会议第14号提案的答复\n对市人大五次会议第8号建议的答复\n对市人大五次会议第9号建议的答复\n"
            "关于市政协八届三次会议第15号提案的复函\n上一页 1 2 3 下一页"
        ),
        "目录",
        "an index",
    ),
    ("<!DOCTYPE html> 404 Not Found", "", "an error page"),
    (
        "青山市社区图书角管理办法\n第一条 为规范图书角管理，制定本办法。\n第二条 本办法适用于全市社区。",
        "",
        "a regulation",
    ),
    (
        "白石委员在市政协八届三次会议上的发言\n各位委员：\n我就社区阅读提三点建议。一是增设图书角。二是延长开放时间。谢谢大家！",
        "",
        "a speech",
    ),
    (
        (
            "青山市人大常委会关于代表建议办理情况的报告\n主任、各位副主任、各位委员：\n市十三届人大五次会议期间，代表共提出建议128件，现将办理情况报告如下："
            "\n一、基本情况\n已全部办理完毕，其中A类68件、B类42件、C类18件，满意率98%。"
        ),
        "总结",
        "a report to the standing committee",
    ),
]


@pytest.mark.parametrize(("text", "said", "reason"), OTHERS)
def test_no_letter(text, said, reason):
    letter = parse_letter(text)
    assert not letter.is_letter, reason
    (warning,) = [warning for warning in letter.warnings if warning.code == "not_a_letter"]
    assert said in warning.message


def test_a_letter_without_its_parts_is_none():
    assert not parse_letter(BODY).is_letter
    assert not parse_letter(f"{SALUTATION}\n{BODY}").is_letter
    assert not parse_letter(f"{TITLE}\n{OPENING}").is_letter
    assert not parse_letter(f"{THANKS}\n{SIGNATURE}").is_letter
