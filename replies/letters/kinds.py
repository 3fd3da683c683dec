"""`not_a_letter(layout) -> str | None`: why a text is no reply letter, or None if it is one.

A reply letter speaks to those who made a proposal, says that it was received, and answers. News about handling,
yearly summaries, notices, empty forms, the proposal itself, lists of replies and answers to citizens use the same
words; they lack these acts, or do others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from replies.letters import genres, other_documents
from replies.letters.askers import addresses_member, says_received, without_others
from replies.letters.layout import Layout, is_salutation
from replies.letters.patterns import MEMBER, PROPOSAL, REPLY
from replies.letters.wordlists import holds_any

_SECOND_PERSON = re.compile(r"您|你(?:们)?(?:提|在|的|对|好)|贵(?:委|党|会|盟|社|单位|支部|代表|团|局|界|组)")
_ANSWERS = re.compile(
    r"(?:答复|回复|函复|复函|函告|汇报|反馈|回函|说明|会办意见|意见|情况|办复|报告)(?:意见|情况"
    r"|汇报)?(?:给您)?如下"
)
_ENDS = re.compile(
    r"感谢(?:您|你|贵|各位|.{1,12}(?:关心|支持|关注))|此复|专此|特此(?:函|答|回)复|以上答复|如有不妥|对(?:我"
    r"|本)(?:局|委|市|区|县|办)[^。]{0,12}(?:关心|支持|理解)"
)
_TITLE = re.compile(
    rf"(?:{PROPOSAL}|委员|代表|政协|人大)[^。\n]{{0,60}}(?:答复|复函|的函|回复|办复|复文|会办意见|协办意见|的意见|办理意见)"
)

_ENOUGH, _SURE = 4, 7  # acts of a letter that make one: with nothing against it, with other kinds' words in it
_SHORTEST_ANSWER = 30
_SEVERAL = 2  # questions of an interview
_QUOTES = ("“”", "「」", "『』")
_OPENING_QUOTES = "“「『"
_QUOTE_REACH = 200
_REPORTED = re.compile(
    r"(?:答复|复函|回复|回信|来函|复文)(?:件|函|意见|材料)?(?:中|里)?(?:写道|表示|指出|称|说(?!明)|提到)[，,:：]?\s?[“\"]?[您你尊]"
)
_TURNS = re.compile("收悉|敬悉|如下")
_FAR_ENOUGH = 20_000  # characters that are read to tell what a text is
_PROPOSED = re.compile(
    r"提案|议案|政协|人大(?!附)|人民代表大会|(?:委员|代表)(?:[:：,，、\n(（]|您|提|所提|等|建议)|《[^》\n]{2,120}建议》"
    r"|\d[ \t]?号建议|建议第[ \t]?[\dA-Z]"
)
_NUMBER = re.compile(r"第?[ \t]?[\dA-Za-z]{1,16}[ \t]?号")
_ANSWER_HEADED = re.compile(
    r"[ \t]*(?:(?:复文|答复|办复|复函|回复)(?:内容)?(?:摘要|要点)|(?:答复|复文|回复)(?:内容|正文))(?:[ \t]*[:：]|[ \t])"
)
_SPEAKS_OF_IT = re.compile(r"(?:提案|建议|议案)(?:中)?(?:指出|提出|反映|提到|所提)")
_SIGNED = re.compile(r"(?:局|委|会|厅|部|办|院|府|处|中心|公司)[ \t]*\n?[ \t]*(?:(?:19|20)\d\d|[一二][〇○O零0九])")

_NEWS = re.compile(
    r"本报讯|本网讯|记者|通讯员|摄影报道|新华社|讯[（(]|(?:^|\n)[^\n。]{0,12}(?:近日|日前|昨日|今日"
    r"|\d{1,2}日)[，,][^\n]{0,80}(?:召开|举行|开展|赴|带队|走访)"
)
_SUMMARY = re.compile(
    r"(?:共|累计)(?:承办|收到|办理|接到|答复|办复|交办)[^。\n]{0,30}?\d+[ \t]?件|办复率|满意率"
    r"|办理工作(?:情况)?(?:的)?(?:总结|报告|综述)|办理情况(?:的)?(?:总结|统计|通报|汇总)"
)
_NOTICE = re.compile(
    r"(?:现(?:将)?[^。\n]{0,40})?通知如下|(?:关于[^\n]{0,80})的通知(?:\n|$)|请[^。\n]{0,20}(?:各单位"
    r"|各部门)[^。\n]{0,40}(?:贯彻|执行|落实|报送)|各(?:乡镇|街道|区县|县|区|市)[^\n]{0,60}[:：]\n"
)
_CITIZEN = re.compile(
    r"网友|市民(?:朋友)?[:：您]|来信人|写信人|信访人|留言(?:人|时间|内容|标题)|咨询人|12345|市长信箱|局长信箱"
    r"|书记信箱|区长信箱|县长信箱|领导信箱|您反映的|您咨询的|您来信|投诉"
)
_INQUIRED = re.compile(r"您(?:们)?(?:来信|来电|留言|致电)?(?:咨询|询问|查询|投诉|举报)(?!.{0,40}提出的)")
# How the lines of an interview and of a mailbox's page begin; each such line follows another.
_TALK = re.compile(
    r"\n(?:(?P<news>(?:记者|主持人|采访者)[ \t]?问?[ \t]?[:：]|问[:：])"
    r"|(?P<citizen>(?:来信|留言|咨询|诉求|信件|问政|投诉|提问|写信|网民|网友)"
    r"(?:标题|主题|内容|时间|日期|人|编号|类型|类别)[ \t]?[:：]))"
)
_PLACEHOLDER = re.compile(r"[×xX＊*○]{2,}|[_＿]{3,}|…{2,}")
_TEMPLATE = re.compile(
    r"(?:格式|样式|模板|范本|样本|参考格式|示例|式样)[一二三\d]?[)）]?(?:\n|$|[:：])|（(?:此处|填写|姓名|单位名称)"
)
_PROPOSAL_ITSELF = re.compile(
    r"(?:^|\n)[ \t]*(?:案[ \t]*由|提案人|第一提案人|领衔代表|建议人|提案者|提案内容|建议内容|附议人)[ \t]*[:：]"
    r"|(?:建议|提案)(?:内容)?[:：]\n|为此[，,]?(?:我|特)?(?:们)?建议|(?:存在)?(?:的)?问题(?:及|与|和)建议"
)
_MEMBER, _REPLY = re.compile(MEMBER), re.compile(REPLY)
_SPEAKS_OF_A_COUNCIL = re.compile("提案|政协|人大|届")
_REPLY_LINE = re.compile(
    rf"(?:关于|对)[^。\n]{{4,120}}(?:{PROPOSAL}|委员|代表)[^。\n]{{0,40}}(?:答复|复函|函|回复|意见)[^。\n]{{0,20}}$",
    re.MULTILINE,
)

_REASONS = {
    "empty": "没有文字",
    "template": "是空白格式或范本，不是复文",
    "citizen": "是对群众来信、留言的答复，不是提案或建议的复文",
    "notice": "是通知，不是复文",
    "index": "是复文目录页，没有复文正文",
    "summary": "是提案、建议办理工作的总结或统计，不是复文",
    "news": "是新闻报道，不是复文",
    "proposal": "是提案或建议本身，不是复文",
    other_documents.REVIEW: "是对审议意见、调研意见等的处理报告，不是提案或建议的复文",
    other_documents.APPROVAL: "是对请示或来函的批复，不是提案或建议的复文",
    other_documents.REMEDY: "告知了复查、复议或诉讼的途径，是行政或信访答复，不是提案或建议的复文",
    other_documents.RULES: "是规定、办法，不是复文",
    other_documents.ADVICE: "是对检察建议、司法建议等的复函，不是提案或建议的复文",
    other_documents.BETWEEN_OFFICES: "是单位之间交办、征求意见或延期的公函，不是复文",
    other_documents.PROCEEDING: "是提案、建议办理过程中的材料，不是复文",
    other_documents.OTHER_CONGRESS: "是对职工代表大会、村民代表等的答复，不是政协提案或人大建议的复文",
    genres.EXCERPTS: "是检索结果或摘录，没有完整的复文",
    genres.LOG: "是消息或联系记录，不是复文",
    genres.EXERCISE: "是试题或写作教材，不是复文",
    genres.SPEECH: "是讲话或发言，不是复文",
    genres.PAPER: "从标题看是别种文件，不是复文",
    genres.CALL: "是征集提案、建议的文稿，不是复文",
    other_documents.CONSULTATION: "是公开征求意见的说明，不是复文",
    "other": "没有找到复文应有的称呼、收悉和答复",
}


def not_a_letter(layout: Layout) -> str | None:
    """The reason in words, None for a letter."""
    text = layout.text
    if not text.strip():
        return _REASONS["empty"]
    is_one = _is_about_a_proposal(layout) and _says_something(layout) and not _is_quoted(layout)
    score = _letter_score(layout) if is_one or genres.one_answer(layout) else 0
    reason = _disguise(layout) or (_other_kind(layout) if score < _SURE else None)
    if reason is None:
        reason = _nearest(layout) if score < _ENOUGH else genres.own_genre(layout)
    return _REASONS[reason] if reason else None


def _letter_score(layout: Layout) -> int:
    """How many of the acts of a reply letter the text does; where there are enough to be sure, no more are counted."""
    score = 0
    for points in _acts(layout):
        score += points
        if score >= _SURE:
            break
    return score


def _acts(layout: Layout) -> Iterator[int]:
    """What speaks for a letter, in points, the surest and the quickest to see first."""
    text, start, end = layout.text, layout.body.start, layout.body.end
    if opening := layout.of(layout.opening):
        yield 3 * _answers(opening) + bool(_SECOND_PERSON.search(opening))
    if salutation := layout.of(layout.salutation):
        yield 2 if is_salutation(salutation) or _MEMBER.search(salutation) else 1
    yield 2 * any(_TITLE.search(layout.of(title).replace("\n", "")) for title in layout.titles)
    names_one = bool(layout.labelled("proposal_titles", "proposal_numbers"))
    yield bool(_NUMBER.search(layout.title_text)) + names_one
    yield bool(_ENDS.search(text[max(start, end - 600) :])) + bool(_SECOND_PERSON.search(text, start, end))
    if _ANSWER_HEADED.match(text, start):
        yield 1 + 3 * (names_one and bool(layout.labelled("department")))
    yield _ENOUGH * genres.one_answer(layout)
    yield bool(_SPEAKS_OF_IT.search(text, start, end)) + bool(_SIGNED.search(layout.of(layout.foot)))


def _answers(text: str) -> bool:
    """Whether a text says that a proposal came in, or that it is answered."""
    return says_received(text) or _ANSWERS.search(text) is not None


def _is_about_a_proposal(layout: Layout) -> bool:
    """Whether title, salutation, opening or labels speak of a proposal, and not of any opinion or request."""
    places = [*layout.titles, *(span for span in (layout.salutation, layout.opening) if span)]
    if any(_PROPOSED.search(without_others(layout.of(place)) + "\n") for place in places):
        return True
    return bool(layout.labelled("proposal_titles", "proposal_numbers"))


def _says_something(layout: Layout) -> bool:
    """Whether anything follows the opening: a salutation and a promise to answer are no answer."""
    start = layout.opening.end if layout.opening else layout.body.start
    rest = layout.text[start : layout.body.end]
    opening = layout.of(layout.opening)
    behind = len(opening) - max((match.end() for match in _TURNS.finditer(opening)), default=len(opening))
    return max(len(rest), behind) >= _SHORTEST_ANSWER or len(opening) >= 4 * _SHORTEST_ANSWER


def _is_quoted(layout: Layout) -> bool:
    """Whether the words of an opening stand in quotation marks, or are told as another's: 市局答复说，您提出的….

    A mark that was lost makes no quotation: the next one after the words has to close it.
    """
    if layout.opening is None or _speaks_to_a_member(layout):
        return False
    opening = layout.of(layout.opening)
    if _REPORTED.search(opening) and _TURNS.search(opening):
        return True
    first = max(0, layout.opening.start - _QUOTE_REACH)
    text = layout.text[first : layout.opening.end + _QUOTE_REACH]
    if not holds_any(text, _OPENING_QUOTES):
        return False
    acts = [match.start() + layout.opening.start - first for match in _TURNS.finditer(opening)]
    return bool(acts) and all(_stands_in_quotes(text, act) for act in acts)


def _speaks_to_a_member(layout: Layout) -> bool:
    """Whether a line of its own, outside of quotation marks, addresses a member: no other document has one."""
    return "“" not in layout.of(layout.salutation) and addresses_member(layout)


def _stands_in_quotes(text: str, at: int) -> bool:
    for opening, closing in _QUOTES:
        inside = text.rfind(opening, 0, at) > text.rfind(closing, 0, at)
        following = text.find(closing, at)
        if inside and following >= 0 and not 0 <= text.find(opening, at) < following:
            return True
    return False


def _disguise(layout: Layout) -> str | None:
    """What the text is if it has all the acts of a letter and is none: a form, an answer to a citizen, a notice."""
    opening = layout.of(layout.opening)
    if _is_template(layout):
        return "template"
    asked_and_answered = None if _speaks_to_a_member(layout) else _asked_and_answered(layout)
    if kind := genres.around_a_letter(layout) or asked_and_answered or other_documents.other_document(layout):
        return kind
    asked = layout.of(layout.salutation) + "\n" + opening[:120]
    speaks_of_one = _SPEAKS_OF_A_COUNCIL.search(opening) and not _INQUIRED.search(opening)
    if not addresses_member(layout) and not speaks_of_one and _CITIZEN.search(asked):
        return "citizen"
    if "收悉" not in opening and _NOTICE.search(layout.text[:1200]):
        return "notice"
    return None


def _asked_and_answered(layout: Layout) -> str | None:
    """An interview, or a mailbox's page, by the words that open its lines."""
    kinds = [match.lastgroup for match in _TALK.finditer(layout.text, 0, _FAR_ENOUGH)]
    return next((kind for kind in ("news", "citizen") if kinds.count(kind) >= _SEVERAL), None)


def _other_kind(layout: Layout) -> str | None:
    """What else the text can be, when it is not surely a letter."""
    text = layout.text[:_FAR_ENOUGH]
    opening = layout.of(layout.opening)
    if "收悉" not in text and len(layout.of(layout.body)) < 4000 and len(_REPLY_LINE.findall(text)) >= 5:
        return "index"
    if not (layout.salutation and "收悉" in opening) and _SUMMARY.search(text):
        return "summary"
    if "收悉" not in opening and _NEWS.search(text[:1200]):
        return "news"
    if not _answers(text) and _PROPOSAL_ITSELF.search(text) and not _is_an_answers_page(layout):
        return "proposal"
    return None


def _is_an_answers_page(layout: Layout) -> bool:
    """Whether a page that names the proposal's makers by a label names an answer, too: by its title and by a label."""
    if genres.one_answer(layout):
        return True
    is_titled = any(_REPLY.search(layout.of(title)) for title in layout.titles)
    return is_titled and bool(layout.labelled("answer", "response_type", "department"))


def _is_template(layout: Layout) -> bool:
    """A form with nothing filled in: placeholders where names, numbers and titles stand."""
    places = "\n".join((layout.of(layout.salutation), layout.title_text, layout.of(layout.opening)[:300]))
    blanks = len(_PLACEHOLDER.findall(places))
    return blanks >= 3 or (blanks >= 1 and bool(_TEMPLATE.search(layout.text[:800])))


def _nearest(layout: Layout) -> str:
    """The likeliest kind of a text that lacks the acts of a letter."""
    text = layout.text
    for kind, pattern in (
        ("citizen", _CITIZEN),
        ("summary", _SUMMARY),
        ("news", _NEWS),
        ("notice", _NOTICE),
        ("proposal", _PROPOSAL_ITSELF),
    ):
        if pattern.search(text[:4000]):
            return kind
    return "other"
