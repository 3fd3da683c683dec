"""`other_document(layout) -> str | None`: which other document a text is, by what it says of itself; None if nothing.

Offices answer many more than members of councils: a standing committee's opinion, a request from below, a citizen's
petition, an application for information, a prosecutor. They also write to each other about a proposal. All of these
are received (收悉) and answered (现答复如下) in the very words of a reply letter; they differ in what they answer, as
title, salutation and opening name it, and in the remedies of which they tell at the end.
"""

from __future__ import annotations

import re

from replies.letters.askers import addresses_group, addresses_member, asked_by_others, names_council, says_received
from replies.letters.layout import Layout
from replies.letters.patterns import HAN
from replies.letters.wordlists import holds_any

REVIEW, APPROVAL, REMEDY, RULES, ADVICE = "review", "approval", "remedy", "rules", "advice"
SUMMARY, BETWEEN_OFFICES, CONSULTATION, CITIZEN = "summary", "between_offices", "consultation", "citizen"
PROCEEDING, OTHER_CONGRESS = "proceeding", "other_congress"

# What only members of a council hand in. 建议 alone can be anybody's.
_MEMBERS_OWN = re.compile(
    r"提案|议案|建议案|社情民意|(?:代表|委员)[^，。\n]{0,4}建议|\d[ \t]?号[^。\n]{0,40}建议"
    r"|建议[^。，\n]{0,6}第?[ \t]?\d{1,12}[ \t]?号"
)
# What is handed in at a session; 社情民意 are sent in at any time, and feedback on them is no reply.
_HANDED_IN = re.compile(r"提案|议案|人大|人民代表|届|\d[ \t]?号[^。\n]{0,40}建议|建议[^。，\n]{0,6}第?[ \t]?\d")
_REVIEWED = re.compile(
    r"审议意见|审查意见书|(?:调研|视察|评议|督查|执法检查|专题询问)(?:报告|意见|情况|反馈)|意见建议|听取(?:和|并|了|、)?审议"
)
_REQUEST_TITLE = re.compile(
    r"[你贵][局委办厅部院会处所司队校镇乡街县市区府公单][^。《\n]{0,16}《(?P<title>[^》\n]{2,80}的?(?:请示|申请|报告|函|请求))》"
)
_APPROVED = re.compile(r"批复(?:如下|$)|的批复")
_REMEDY = re.compile(
    r"(?:不服本|对本|对此|对以上|对上述)(?:行政)?(?:答复|决定|处理意见|意见|复函|告知)[^。\n]{0,60}(?:复查|复核|复议|诉讼|起诉)"
    r"|如(?:果)?(?:您|你)?(?:不服|对[^。，\n]{0,12}不服)[^。\n]{0,60}(?:复查|复核|复议|诉讼|起诉)"
)
_REMEDIES = ("复查", "复核", "复议", "诉讼", "起诉")  # one of them stands in each such sentence
_ARTICLE = re.compile(r"^第[一二三四五六七八九十]{1,3}条[ \t]", re.MULTILINE)
_ADVICE = re.compile(r"(?:检察|司法|监察|审计|纪检监察|巡[察视])建议|检察监督|整改意见书")
_ALL_OF_THEM = re.compile(
    r"(?:建议|提案|议案)(?:的)?(?:办理|处理)(?:落实)?(?:情况|工作(?:情况)?)(?:的)?(?:综合|专项)?(?:报告|汇报|通报)"
)
_COUNTS_THEM = re.compile(r"(?:建议|提案|议案)[^。\n]{0,20}\d+[ \t]?件|\d+[ \t]?件[^。\n]{0,12}(?:建议|提案|议案)")
_BETWEEN_OFFICES = re.compile(
    r"(?:征求|征询)[^。\n]{0,60}意见(?:建议)?的(?:函|通知)|(?:交办|转办|改办|退办|改交|催办|督办|分办|调整[^。\n]{0,10}单位)[^。\n]{0,60}的(?:函|通知|请示|报告)"
    r"|(?:延期|延迟|推迟|暂缓)(?:答复|办理|办结)[^。\n]{0,60}的?(?:函|请示|申请|报告)|邀请[^。\n]{0,80}(?:函|通知)$"
)
_HANDS_BACK = re.compile(r"(?:改办|退办|改交|退回|重新交办)(?:(?!的提案|的建议)[^。\n《]){0,60}的复?函$")
# Another office is asked for something: 请贵局于6月20日前反馈意见.
_ASKS_OFFICE = re.compile(
    r"请(?:贵|你)(?:局|委|办|厅|部|院|会|处|所|公司|集团|中心|单位|镇|乡|街道|县|区|市)[^。\n]{0,60}"
    r"(?:反馈|报送|函告|报至|报我|回复我|书面意见|(?:会办|协办)意见)"
)
# Papers on the way of one proposal: plans, minutes, reviews, notes to superiors.
_PROCEEDING_TITLE = re.compile(
    r"(?:方案|纪要|会议记录|谈话记录|座谈记录|台账|清单|通知书|登记卡|评价意见|评价表|督办报告|督查报告|调研报告|视察报告|反馈"
    r"|反馈意见|反馈表|征询表|测评表|呈批笺|呈批件|呈批表|审批单|审核单|处理笺|立案告知书|进度表|新闻稿|(?:征询|征求|反馈|评价|测评|评议)[^。\n]{0,8}(?:表|卡|单))(?:[（(].{0,12}[)）])?$"
)
_INQUIRY = re.compile("(?:督办|督查|调研|视察)报告")
_NAMES_ONE = re.compile(r"\d[ \t]?号|《")
_ASKED_REACH = 120
_SUBMITTED = re.compile(
    r"^(?:拟办意见|领导批示|批示意见|拟稿意见)|妥否[，,]?[^。\n]{0,8}(?:批示|审示|审定)|请[^。\n]{0,6}(?:批示|审示)",
    re.MULTILINE,
)
_ANSWER_RECEIVED = re.compile(
    r"《[^》\n]{2,120}(?:答复|复函|回复|复文|答复意见|答复函|的函)(?:[（(][^)）》\n]{0,12}[)）])?》[^，。意反\n]{0,8}(?:收悉|敬悉|收到)"
)
_ADMITTED = re.compile(r"(?:不予|予以)立案")
# What a platform writes back at once: the proposal came in and waits.
_WAITS = re.compile(r"受理(?:编)?号|(?:处于|正在|等待|进入)[^。，]{0,6}(?:审核|审查|交办|分办|受理)|审查结果[:：]")
_BY_A_MEMBER = re.compile(rf"^[{HAN}]{{0,12}}(?:政协委员|人大代表)[ \t:：]{{0,6}}[{HAN}][{HAN}·• \t]{{1,6}}$")
_BY_A_COMMITTEE = re.compile(rf"^[{HAN}]{{0,24}}提案(?:审查)?(?:委员会|委|工作委员会)(?:办公室)?$")
_OTHER_SIGNERS = ("提案委", "提案审查委", "提案工作委", "政协委员", "人大代表")
_COPIES = re.compile(r"[(（]?[ \t]*(?:抄[ \t]*[送报]|分送|附件|主[ \t]*送)")
_CONSULTATION = re.compile(r"(?:征求|征集|公开征询)(?:公众|社会|各方)?意见|听证会|意见采纳情况")
_CITIZEN_ADDRESSED = re.compile(
    r"(?:同学|小朋友|学生|家长|业主|居民|村民|市民|网友|群众|朋友|乡亲)(?:们)?[:：，,!！]?$"
)
_AS_FOLLOWS = re.compile(r"(?:答复|回复|函复|复函|汇报|反馈|说明|意见|情况|办复|报告)(?:意见|情况|汇报)?(?:给您)?如下")
_SUBMITTED_REACH = 1200
_END = 700  # characters of the end in which remedies are told


def other_document(layout: Layout) -> str | None:
    """The kind, as one of this module's names, of a text that says itself what it is."""
    title = layout.title_text or _first_line(layout)
    opening = (layout.of(layout.opening) or layout.of(layout.body))[:400]
    if _tells_remedies(layout) and not addresses_member(layout):
        return REMEDY
    if "\n第" in layout.text[:4000] and len(_ARTICLE.findall(layout.text[:4000])) >= 3:
        return RULES
    return _about_proposals(title, opening, layout) or _about_others(title, opening, layout)


def _about_proposals(title: str, opening: str, layout: Layout) -> str | None:
    """What speaks of proposals and answers none."""
    if _is_between_offices(title, layout):
        return BETWEEN_OFFICES
    asked = _asked(title, opening, layout)
    # Pupils, owners and villagers hand in proposals, too.
    is_to_citizens = _speaks_to_citizens(layout) and _MEMBERS_OWN.search(asked) and not names_council(asked)
    if is_to_citizens or asked_by_others(asked, is_addressed=addresses_member(layout)):
        return OTHER_CONGRESS
    if addresses_group(layout) and not _HANDED_IN.search(asked) and not _MEMBERS_OWN.search(asked):
        return OTHER_CONGRESS
    if "社情民意" in asked and not addresses_member(layout) and not _HANDED_IN.search(asked):
        return PROCEEDING
    is_proceeding = _is_a_proceeding(title, opening, layout)
    if is_proceeding and (_MEMBERS_OWN.search(f"{title}\n{opening}") or addresses_member(layout)):
        return PROCEEDING
    return SUMMARY if _sums_up(title, f"{title}\n{opening}", layout) else None


def _speaks_to_citizens(layout: Layout) -> bool:
    """Whether pupils, owners or other citizens are addressed, and no member."""
    return bool(_CITIZEN_ADDRESSED.search(layout.of(layout.salutation))) and not addresses_member(layout)


def _asked(title: str, opening: str, layout: Layout) -> str:
    """What tells who asked: titles, a form's label, the line that addresses somebody, the opening up to 收悉."""
    titles = [layout.of(line).replace("\n", "") for line in layout.titles[:-1]]
    names = [label.value for label in layout.labelled("addressees")]
    reach = opening[:_ASKED_REACH].partition("收悉")[0]
    return "\n".join((*titles, title, *names, layout.of(layout.salutation), reach))


def _about_others(title: str, opening: str, layout: Layout) -> str | None:
    """What answers a committee, an office or a citizen."""
    named = f"{title}\n{opening}"
    if _CONSULTATION.search(title) and not _MEMBERS_OWN.search(title):
        return CONSULTATION
    if "审议意见" in title and not addresses_member(layout):
        return REVIEW
    is_to_members = _MEMBERS_OWN.search(named) or addresses_member(layout)
    for kind, pattern in ((REVIEW, _REVIEWED), (ADVICE, _ADVICE)) if not is_to_members else ():
        if pattern.search(named):
            return kind
    if _answers_request(title, opening):
        return APPROVAL
    return CITIZEN if not is_to_members and _speaks_to_citizens(layout) else None


def _first_line(layout: Layout) -> str:
    """The text's first long line, which is its title where no reply's title was found."""
    return next((line for line in layout.text[:600].split("\n") if len(line) >= 8), "")


def _tells_remedies(layout: Layout) -> bool:
    end = layout.text[-_END:]
    return holds_any(end, _REMEDIES) and _REMEDY.search(end) is not None


def _is_between_offices(title: str, layout: Layout) -> bool:
    """A letter about handling a proposal, to another office: it asks, hands on or postpones, and answers nothing."""
    opening = layout.of(layout.opening)
    if _HANDS_BACK.search(title):
        return True
    if says_received(opening):
        return False
    if _BETWEEN_OFFICES.search(title) is not None:
        return True
    if _AS_FOLLOWS.search(opening) or addresses_member(layout) or not _MEMBERS_OWN.search(title):
        return False
    return _ASKS_OFFICE.search(layout.text[:_SUBMITTED_REACH]) is not None


def _is_a_proceeding(title: str, opening: str, layout: Layout) -> bool:
    """A plan, minutes, a review, a member's own opinion of an answer: on the way to an answer, or behind it."""
    if "》" in opening and _ANSWER_RECEIVED.search(opening):
        return True
    if ("立案" in opening and _ADMITTED.search(opening)) or _is_signed_by_others(layout):
        return True
    if not layout.titles and "如下" not in opening and _WAITS.search(opening):
        return True
    answers = says_received(opening) or _AS_FOLLOWS.search(opening) or addresses_member(layout)
    if answers and not ("报告" in title and _INQUIRY.search(title)):
        return False
    return bool(_PROCEEDING_TITLE.search(title) or _PROCEEDING_TITLE.search(_first_line(layout))) or (
        _SUBMITTED.search(layout.text[:_SUBMITTED_REACH]) is not None
    )


def _is_signed_by_others(layout: Layout) -> bool:
    """Whether a member signed, or the committee that hands proposals on: neither answers any."""
    if not holds_any(layout.of(layout.foot), _OTHER_SIGNERS):
        return False
    for line in layout.foot_lines:
        text = line.text.strip()
        if _COPIES.match(text):
            return False
        if _BY_A_COMMITTEE.match(text) or (_BY_A_MEMBER.match(text) and not addresses_member(layout)):
            return True
    return False


def _answers_request(title: str, opening: str) -> bool:
    """贵局《关于…的请示》收悉; but 贵局《关于征求第12号提案会办意见的函》 is about a proposal."""
    request = _REQUEST_TITLE.search(opening)
    if request is None:
        return bool(_APPROVED.search(title)) and not _MEMBERS_OWN.search(title + opening)
    return not _MEMBERS_OWN.search(request["title"]) and not _MEMBERS_OWN.search(title)


def _sums_up(title: str, named: str, layout: Layout) -> bool:
    """A report on all proposals of a year, and not on one of them."""
    if not _ALL_OF_THEM.search(title) or _NAMES_ONE.search(named) or addresses_member(layout):
        return False
    return _COUNTS_THEM.search(layout.text, 0, 1500) is not None
