"""Numbers that are no quantities: parts of names and dates, ordinals, document numbers, quoted slogans.

`masked_spans` gives the stretches of a paragraph in which no number counts; the other patterns are asked about the
characters right before and after one number.
"""

from __future__ import annotations

import re

_MASKED = re.compile(
    # One class of first characters, each looked back at by its own branch, lets the search skip fast.
    r"[《“「\"〔［\[【（(提抄浏阅访点](?:"
    # titles, slogans and names in quotation marks
    r"(?<=《)[^《》\n]{0,120}(?:《[^《》\n]{0,60}》[^《》\n]{0,60})?》"
    r"|(?<=“)[^“”\n]{0,16}”|(?<=「)[^「」\n]{0,16}」|(?<=\")[^\"\n]{0,16}\""
    # document numbers
    r"|(?<=[〔［\[【（(])(?:19|20)[0-9]{2}[〕］\]】）)]?\s?第?\s?[0-9]{1,5}\s?号?"
    # the proposal's title without brackets
    r"|(?<=提)出的[“\"]?关于[^。\n《]{0,60}?(?:建议|提案|议案)(?=[”\"（(]|收悉|已|，|,)"
    # lines and counters that are no part of the letter's text
    r"|(?:(?<=抄)(?<![^\n].)|(?<=\s抄)(?<![^\n]\s.))\s?[送报][^\n]{0,300}"
    r"|(?:(?<=浏)览|(?<=阅)读|(?<=访)问|(?<=点)击)(?:次数|量|数)?\s?[:：]?\s?[0-9]+\s?次?"
    r")"
)
_LONGEST_ORDINAL = 5  # characters of No. with a blank and a line's end behind it
_ORDINAL_ENDS = frozenset("第前每之届期周元号编话线oO.B")  # but for a blank
_ORDINAL_BEFORE = re.compile(r"(?:第|前|每|之|届|星期|周|公元|编号|邮编|电话|热线|[Nn]o\.?|GB|DB)\s?$")
JOINED_BEFORE = frozenset("×xX*+＋")
_KIND_OF_IDEA = "方面|意识|自信|维护|确立|阶段|层面|环节|维度|原则|方向|重点(?!项目|工程|企业|村|地区|场所)"
_NAME_STARTS = frozenset("级股维+＋国省县号版字改代委全农率方意自确阶层环原重")  # or a blank
_NAME_AFTER = re.compile(
    r"[级股维](?![0-9])|[+＋]|国道|省道|县道|号|版|字形|改革|代表|委员(?!会)|全面|农问题|率先"
    rf"|{_KIND_OF_IDEA}|\s(?:{_KIND_OF_IDEA})"
)
_REACH_AFTER = re.compile(
    r"[^，。；、！？\n0-9]{0,4}(?:服务半径|步行半径|(?:生活|服务|交通|救助|就医|健身|养老|文化|阅读|便民|经济|出行|医疗|救援|通勤)圈)"
)
_LONGEST_REACH = 8
# After a small Chinese numeral with a unit these make a phrase of it, not a count: 两个转变, 三项机制.
PHRASE_AFTER = re.compile(r"\s?(?:问题|重点|关键|体系|体制|机制|文明|一|大|度|转变|统一|结合|明确|坚持|到位|不|更)")
# 统一, 第三, 之二, 几十: after these characters a Chinese numeral is part of a word.
WORD_BEFORE_CHINESE = frozenset("第统同唯专单进万其任某逐另之数几好若无不")
COUNTING_VERB_BEFORE = re.compile(
    r"(?:新建|建成|建设|建有|设有|设立|设置|共有|现有|拥有|已有|新增|增设|增加|开设|开通|新开|完成|打造|创建|投入|配备|引进"
    r"|购置|新购|改造|扩建|改建|举办|召开|培训|查处|下设|下辖|辖|分别为|达|共|有)(?:了)?\s?$"
)
_COUNTING_VERBS = (
    "新建|建成|建设|设立|设置|新增|增设|增加|减少|开设|开通|完成|打造|创建|配备|引进|购置|改造|扩建|改建|举办|查处|清退|采纳|取缔|"
    "关停|培训|评选|命名|成立|组建|更换|安装|拆除|共有|现有|下设"
)
COUNTING_VERB_IN_CLAUSE = re.compile(rf"(?:{_COUNTING_VERBS})[^，。；\n]{{0,16}}$")
FREQUENCY_BEFORE = re.compile(r"(?:每|各|分|分为|分成|任选|其中|之|同|另|某|这|那|哪|唯)[^，。；\n]{0,4}$")
# 每学期至少召开两次会议 says how often, not how many there were.
HOW_OFTEN_BEFORE = re.compile(r"每(?:个)?(?:学期|学年|季度|半年|年|月|周|天|日|星期|两年|班|人|户)[^，。；\n]{0,14}$")
# 1至4片 and 1-3栋 are the numbers of parts, not how many there are.
NUMBERED_PARTS = frozenset({"片", "组", "栋", "幢", "期", "班", "层", "楼", "队", "社", "段", "标段"})
RANGE_FROM_ONE_BEFORE = re.compile(r"(?<![0-9.])[1１一]\s?[-—–~～－至到]{1,2}\s?$")
# Units that make a quantity only of what is measured in them, by kind of unit.
REQUIRED_BEFORE = {
    "time": re.compile(
        r"(?:时长|时间|间隔|工期|周期|时限|期限|时数|工时|车程|学时|天数|住院日|缩短|压缩|延长|减少|提速|节约|节省|累计|共计|总计|平均|达)"
        r"[^，。；\n0-9]{0,12}(?:[0-9.]{1,5}[^，。；\n0-9]{1,10})?$"
    ),
    "channel": re.compile(r"(?:监控|视频|摄像|摄影|图像|信号|探头|接入|通道)[^，。；\n0-9]{0,12}$"),
    "age": re.compile(r"(?:寿命|平均年龄)[^，。；\n0-9]{0,8}$"),
    "score": re.compile(r"(?:得分|评分|考核|指数|满意度|平均分|总分|成绩|测评)[^，。；\n0-9]{0,8}$"),
}
_NEARBY = 10


def is_one_by_one(text: str, start: int, end: int) -> bool:
    """成熟一处、建设一处 and 发现一起查处一起: whether the same 一处 stands again close by."""
    written = text[start:end]
    return written in text[max(0, start - _NEARBY) : start] or written in text[end : end + _NEARBY]


def is_ordinal(before: str) -> bool:
    """Whether what stands before a number makes an ordinal or a code of it: 第, 编号, No."""
    last = before[-1:]
    if last not in _ORDINAL_ENDS and not last.isspace():
        return False
    return _ORDINAL_BEFORE.search(before[-_LONGEST_ORDINAL:]) is not None


def names_a_reach(text: str, end: int) -> bool:
    """15分钟生活圈 and 500米服务半径 are names: whether such a word follows the number that ends at `end`."""
    following = text[end : end + _LONGEST_REACH]
    return ("圈" in following or "径" in following) and _REACH_AFTER.match(following) is not None


def goes_on_as_a_name(text: str, end: int) -> bool:
    """320国道, 3A级, 5个方面: whether what follows the number that ends at `end` makes it part of a name."""
    following = text[end : end + 1]
    return (following in _NAME_STARTS or following.isspace()) and _NAME_AFTER.match(text, end) is not None


def masked_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches of a paragraph `text[start:end]`, in order, in which no number is a quantity."""
    return [match.span() for match in _MASKED.finditer(text, start, end)]
