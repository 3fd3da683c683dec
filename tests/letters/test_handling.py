"""How the proposal was handled: type, disclosure, talk with the member, satisfaction."""

import pytest

from replies.letters import parse_letter
from tests.letters.samples import THANKS, TITLE, compose

TYPES = [
    ({"head": "〔办理类型 A〕"}, "A", "in brackets, no colon"),
    ({"head": "类别:C"}, "C", "a label"),
    ({"head": "办理结果:A"}, "A", "a label"),
    ({"head": "办复类别：B类"}, "B", "with 类"),
    ({"head": "类别标记：A2"}, "A2", "a letter and a digit"),
    ({"head": "B类"}, "B", "bare"),
    ({"head": "（A类）"}, "A", "bare, in brackets"),
    ({"head": "Ａ类"}, "A", "full width"),
    ({"head": "甲类"}, "甲", "甲乙丙"),
    ({"head": "办理类别：乙"}, "乙", "甲乙丙 beside a label"),
    ({"head": "办理结果：解决采纳"}, "解决采纳", "words"),
    ({"head": "办理类别：留作参考"}, "留作参考", "words"),
    ({"head": "解决采纳"}, "解决采纳", "words alone"),
    ({"head": "青文旅函〔2022〕2号 B类"}, "B", "after the number"),
    ({"head": "青文旅函〔2022〕5号(C类)"}, "C", "after the number, in brackets"),
    ({"head": "青文旅函〔2022〕5号　　A　　签发人：林海"}, "A", "between number and signer"),
    ({"title": f"{TITLE}（B类）"}, "B", "after the title"),
    ({"title": f"{TITLE}\nB类"}, "B", "below the title"),
    ({"foot": "办理类型：B"}, "B", "after the body"),
    ({"foot": "（办理结果：A类）"}, "A", "after the body, in brackets"),
    ({"opening": "您提出的《关于增设社区图书角的提案》收悉，类别为B。现答复如下："}, "B", "in the opening"),
    ({"thanks": "本答复办理结果为C类。感谢您的关心。"}, "C", "in a sentence"),
    ({"head": "办理类型：□A　☑B　□C"}, "B", "ticked"),
    ({"head": "办理结果（A/B/C）：B"}, "B", "the choices in the label"),
    ({"head": "类别：A　签发人：林海　公开：是"}, "A", "among other labels"),
    ({"head": "办理类型：□A　□B　□C"}, None, "nothing ticked"),
    ({"head": "类别:提案"}, None, "a site's column"),
    ({"head": "索引号 0123-2022 类别 提案\n发布机构 青山市文化和旅游局 文号"}, None, "a site's column in a table"),
    ({"foot": "注：A类：已解决或采纳；B类：列入计划；C类：留作参考。"}, None, "a legend"),
    ({"foot": "办理结果分为A、B、C三类，A类表示所提问题已经解决。"}, None, "a legend in a sentence"),
    ({"body": "我市A类企业12家，B类企业30家，C类道路8条。"}, None, "other classes"),
    ({"body": "学校获评甲类场馆，A类景区评审结束。"}, None, "other classes"),
    ({"head": "提案人：白石　承办结果：正在解决（乙类）"}, "乙", "words, and the letter in brackets"),
    ({"head": "办理结果：已解决(A)"}, "A", "words, and the letter in brackets"),
    ({"head": "办理结果：正在解决（2023年底前）"}, "正在解决", "words, and something else in brackets"),
    ({}, None, "none"),
]


@pytest.mark.parametrize(("parts", "value", "reason"), TYPES)
def test_response_type(parts, value, reason):
    assert parse_letter(compose(**parts)).response_type == value, reason


DISCLOSURES = [
    ({"head": "〔是否公开 是〕"}, "public", "yes"),
    ({"head": "是否公开：否"}, "not_public", "no"),
    ({"head": "公开方式: 主动公开"}, "public", "a label"),
    ({"head": "公开属性：依申请公开"}, "on_request", "a label"),
    ({"head": "公开方式：不予公开"}, "not_public", "a label"),
    ({"head": "同意公开"}, "public", "alone"),
    ({"foot": "（此件主动公开）"}, "public", "此件"),
    ({"foot": "此件公开发布"}, "public", "公开发布"),
    ({"foot": "（此件依申请公开）"}, "on_request", "此件"),
    ({"foot": "(此件不予公开)"}, "not_public", "此件"),
    ({"foot": "此件不公开"}, "not_public", "此件"),
    ({"head": "青文旅函〔2022〕5号　A类　主动公开"}, "public", "in the number's line"),
    ({"head": "青文旅函〔2022〕5号　A类　公开"}, "public", "公开 in the number's line"),
    ({"head": "办理类型：A　　公开方式：主动公开"}, "public", "beside the type"),
    ({"head": "公开选项：☑主动公开　□依申请公开　□不予公开"}, "public", "ticked"),
    ({"head": "公开选项：□主动公开　□依申请公开　√不予公开"}, "not_public", "ticked"),
    ({"head": "同意公开：是"}, "public", "confirmed"),
    ({"head": "是否同意公开：不同意"}, "not_public", "refused"),
    ({"foot": "办理结果：A类；主动公开"}, "public", "after the type"),
    ({"thanks": "本答复主动公开，感谢您的关心。"}, "public", "in a sentence"),
    ({"head": "公开选项：□主动公开　□依申请公开　□不予公开"}, None, "nothing ticked"),
    ({"head": "〔办复类别：A类〕　〔公开〕"}, "public", "one word in brackets"),
    ({"body": "我局推行办事结果（公开）制度。"}, None, "a bracketed word in the body"),
    ({"head": "栏目：政务（公开）", "foot": "本复函依申请公开。"}, "on_request", "a bracketed word of the page"),
    ({"head": "首页 〔公开〕 〔互动〕"}, None, "a page's menu"),
    ({"head": "首页 > 政务公开 > 法定主动公开内容 > 建议提案办理"}, None, "a breadcrumb"),
    ({"body": "我局主动公开办事流程，推行政务公开、厂务公开。"}, None, "another subject"),
    ({"body": "岗位面向社会公开招聘，资金使用情况不公开的予以通报。"}, None, "another subject"),
    ({"head": "是否公开："}, None, "empty"),
    ({}, None, "none"),
]


@pytest.mark.parametrize(("parts", "value", "reason"), DISCLOSURES)
def test_disclosure(parts, value, reason):
    assert parse_letter(compose(**parts)).disclosure == value, reason


TALKS = [
    (
        {"thanks": "此提案于2022年5月30日与白石委员进行了面商，委员表示满意。"},
        "2022-05-30",
        "满意",
        False,
        "a sentence",
    ),
    (
        {"thanks": "2022年5 月 30日，我局与白石委员进行了面商答复，白石委员对办理工作表示“满意”。"},
        "2022-05-30",
        "满意",
        False,
        "quoted",
    ),
    (
        {"thanks": "我局于5月30日登门走访白石委员，委员对答复表示基本满意。"},
        "2022-05-30",
        "基本满意",
        True,
        "no year: the letter's",
    ),
    ({"foot": "面商时间：2022年5月30日　委员意见：满意"}, "2022-05-30", "满意", False, "labels"),
    ({"foot": "满意度：□满意　☑基本满意　□不满意"}, None, "基本满意", False, "ticked"),
    ({"foot": "满意度：□满意　□基本满意　□不满意"}, None, None, False, "nothing ticked"),
    ({"foot": "满意度：满意、基本满意、不满意"}, None, None, False, "the choices only"),
    ({"foot": "委员对办理结果：理解"}, None, "理解", False, "理解"),
    ({"body": "提高群众满意度，群众满意率达到98%。\n居民对图书角表示满意。"}, None, None, False, "other people's"),
    ({"thanks": "如您对本答复表示不满意，请与我局联系。"}, None, None, False, "a condition"),
    ({"thanks": "希望您对我们的答复感到满意。"}, None, None, False, "a wish"),
    ({"body": "2022年5月30日，我局走访了12个社区。"}, None, None, False, "another visit"),
    ({"body": "2022年5月30日召开座谈会，听取居民意见。"}, None, None, False, "another meeting"),
    ({}, None, None, False, "none"),
]


@pytest.mark.parametrize(("parts", "interview", "satisfaction", "inferred", "reason"), TALKS)
def test_interview_and_satisfaction(parts, interview, satisfaction, inferred, reason):
    letter = parse_letter(compose(**{"thanks": THANKS, **parts}))
    assert (letter.interview_date, letter.satisfaction) == (interview, satisfaction), reason
    assert ("interview_date" in letter.inferred) is inferred, reason
