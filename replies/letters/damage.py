"""Damage: what is broken in a letter's text, each place with what to do about it. Nothing is corrected.

In: text. Out: `find_damage` gives warnings in the order of the text, none inside another of its own code:

- `lost_characters`: a date, number or bracket that lost its contents (20255月, 〔20216号, 1余户, 第届, 中心())
- `field_code`: a word processor's field left in (SHAPE \\* MERGEFORMAT)
- `foreign_text`: advertising or pinyin injected into the text (`foreign.py`)
- `unreadable`: characters that no font can show, or boxes and question marks where characters were
- `masked_name`: a name hidden by asterisks or 某
- `traditional_script`: the page was published in traditional characters
- `repeated_text`: the letter stands in the text twice

Whether a figure is plausible is not asked here: `checks.py` does that.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from replies.letters.characters import is_plain
from replies.letters.foreign import find_foreign_text
from replies.letters.letter import Warning
from replies.letters.wordlists import holds_any, matches, matches_at, occurrences

MOST_OF_ONE_KIND = 50
MOST = 500
_HAN = r"[\u3400-\u9fff]"


def find_damage(text: str) -> list[Warning]:
    """Everything broken in the text; at most 50 warnings of one code, so that rubbish stays short."""
    warnings: list[Warning] = []
    for find in _FINDERS:
        found = sorted(find(text), key=lambda warning: (warning.start, -warning.end))
        end, count = -1, 0
        for warning in found:
            if warning.start >= end and count < MOST_OF_ONE_KIND:
                warnings.append(warning)
                end, count = warning.end, count + 1
    return sorted(warnings, key=lambda warning: (warning.start, warning.end))


class _Rule(NamedTuple):
    """One way in which characters get lost.

    A match is one of the words `firsts` and what `rest` finds behind it; its run in the text begins `back` characters
    before that. `before` is what must stand before the run, as far as `reach` characters back.
    """

    firsts: tuple[str, ...]
    rest: str
    message: str
    back: int = 0
    before: re.Pattern[str] | None = None
    reach: int = 0

    def pattern(self) -> re.Pattern[str]:
        return re.compile(f"(?:{'|'.join(map(re.escape, self.firsts))})(?:{self.rest})", re.MULTILINE)


_CENTURIES = ("19", "20")
_YEAR = r"(?<![\d.]..)\d{2}"  # what goes on with a century
_GAP = r"[^\S\n]{0,20}"
_BRACKETS = tuple("〔[【［")
_SPENT = "投入|投资|安排|补助|补贴|拨付|争取|共计|资金|累计"
_NO_MONEY = "(?![以户级村镇田企工产大项])"
_LOST = (
    _Rule(
        _CENTURIES,
        rf"{_YEAR}(?:1[0-2]|[1-9])(?:[-—–~～至](?:1[0-2]|[1-9]))?月",
        "日期“{}”缺少“年”字，请对照原件核实。",
    ),
    _Rule(
        _CENTURIES,
        rf"{_YEAR}(?<![:：—-]....)(?:[1-9]\d{{0,2}}|1[0-2]\d{{1,2}})日",
        "日期“{}”缺少“年”“月”字，请对照原件核实。",
    ),
    _Rule(
        ("年",),
        rf"(?<=[\d〇○零一二三四五六七八九]年){_GAP}月{_GAP}\d{{0,2}}{_GAP}日",
        "日期“{}”缺少月份，请对照原件补全。",
    ),
    _Rule(("年",), r"(?<=\d年)月(?=底|初|起|以来|前)", "“{}”缺少月份，请对照原件补全。"),
    _Rule(
        _CENTURIES,
        rf"{_YEAR}{_GAP}年{_GAP}(?:1[0-2]|[1-9]){_GAP}月{_GAP}日(?![常均前报产用期])",
        "日期“{}”缺少日，请对照原件补全。",
    ),
    _Rule(
        _BRACKETS,
        rf"{_GAP}(?:19|20)\d{{3,7}}{_GAP}号",
        "文号“{}”缺少右括号，年份与序号连在一起，请对照原件核实。",
    ),
    _Rule(
        _CENTURIES,
        rf"(?<=[\u4e00-\u9fff]..)\d{{2}}[〕】］]{_GAP}\d{{0,5}}{_GAP}号",
        "文号“{}”缺少左括号，请对照原件核实。",
    ),
    _Rule((*_BRACKETS, "（", "("), rf"(?:19|20)\d{{2}}[〕\]】］）)]{_GAP}号", "文号“{}”缺少序号，请对照原件补全。"),
    _Rule(_BRACKETS, rf"{_GAP}[〕\]】］]{_GAP}\d{{0,5}}{_GAP}号", "文号“{}”缺少年份，请对照原件补全。"),
    _Rule(
        ("余", "多"),
        r"(?<=[1-9].)(?<![\d.．,，点第分之十百千万零〇一二三四五六七八九]..)"
        r"(?=[户人名位家张件处栋辆台所座套盏株头只条项场亩](?!月))",
        "数字“{}”可能丢失了“万”“千”等字或若干位数，请对照原件核实。",
        back=1,
    ),
    _Rule(
        ("余",),
        r"(?<=[\u4e00-\u9fff]余)(?<![其业剩多富有残空宽节年月岁里倍次元吨点分盈冗零一二三四五六七八九十百千万亿数]余)"
        r"(?:[名户件处]|人次|[人家个张](?=[，。、；]))",
        "“{}”前缺少数字，请对照原件补全。",
    ),
    _Rule(
        ("个",),
        r"(?<=[\u4e00-\u9fff].)(?<![一二两三四五六七八九十百千万亿几多少数余若干各每整逐半某哪该此这那的是首].)(?=[，。；])",
        "“{}”前缺少数字，请对照原件补全。",
        before=re.compile(r"(?:共有|现有|建有|设有|建成|新建|新增|增设|设立|创建|下辖)[\u4e00-\u9fff]{2,16}$"),
        reach=24,
    ),
    _Rule(
        ("第", "次"),
        rf"(?<=第){_GAP}(?:届(?=[\u4e00-\u9fff 第])|次(?=会议)|号(?=提案|建议|议案|提议|代表|委员))|(?<=届次)会议",
        "“{}”缺少数字，请对照原件补全。",
    ),
    _Rule(
        ("%", "％"),
        r"(?:(?<=[达占到降长升高过于] .)|(?<=[达占比到降长升高过于].))(?=[，。、；,;)）\n]|$)",
        "百分数缺少数字，请对照原件补全。",
    ),
    _Rule(
        ("元",),
        f"(?:(?<=(?:{_SPENT})[万亿]元)|(?<=[达约][万亿]元)){_NO_MONEY}",
        "金额“{}”缺少数字，请对照原件补全。",
        back=1,
    ),
    _Rule(
        ("元",),
        f"(?:(?<=(?:{_SPENT})余[万亿]元)|(?<=[达约]余[万亿]元)){_NO_MONEY}",
        "金额“{}”缺少数字，请对照原件补全。",
        back=2,
    ),
    _Rule(("《",), f"{_GAP}》", "“{}”里的内容丢失了，请对照原件补全。"),
    _Rule(("“",), f"{_GAP}”", "“{}”里的内容丢失了，请对照原件补全。"),
    _Rule(("〔",), rf"{_GAP}〕(?!\s*\d*号)", "“{}”里的内容丢失了，请对照原件补全。"),
    _Rule(
        ("（", "("),
        r"(?<=[\u3400-\u9fff\d%].)(?<![是否意绍行写].)[)）](?!\s*(?:同意|不|是|否|满意|基本|有|无))",
        "括号“{}”里的内容丢失了，请对照原件补全。",
    ),
    # An empty date fills its line; one without 年, 月 and 日 stands alone or behind an office.
    _Rule(
        ("年",),
        rf"{_GAP}月{_GAP}日(?={_GAP}$)",
        "日期“{}”是空白的，请对照原件补全。",
        before=re.compile(rf"^{_GAP}\Z", re.MULTILINE),
        reach=21,
    ),
    _Rule(
        _CENTURIES,
        rf"{_YEAR}(?:[1-9]\d{{1,2}}|1[0-2]\d)(?={_GAP}$)",
        "日期“{}”丢失了年、月、日字样，请对照原件核实。",
        before=re.compile(r"(?:^|\n|[局委办厅府会院心部队处司])[^\S\n]*$"),
        reach=80,
    ),
)


@cache
def _lost_patterns() -> tuple[re.Pattern[str], dict[str, list[tuple[int, re.Pattern[str]]]]]:
    """What begins every match of any rule, in one pattern; and for each first character the rules that it may begin.

    Most letters have lost nothing: one look for all rules tells so. Each alternative of the one pattern begins with a
    character of its own, so that the search skips fast.
    """
    rules: dict[str, list[tuple[int, re.Pattern[str]]]] = {}
    rests: dict[str, list[str]] = {}
    for index, rule in enumerate(_LOST):
        for first in rule.firsts:
            rules.setdefault(first[0], []).append((index, rule.pattern()))
            rests.setdefault(first, []).append(rule.rest)
    any_rule = "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in rests.items())
    return re.compile(any_rule, re.MULTILINE), rules


def _lost_characters(text: str) -> Iterator[Warning]:
    any_rule, rules = _lost_patterns()
    found: dict[int, list[re.Match[str]]] = defaultdict(list)
    at = 0
    while hit := any_rule.search(text, at):
        at = hit.start() + 1
        for index, pattern in rules[text[hit.start()]]:
            known = found[index]
            overlaps = known and known[-1].end() > hit.start()
            if not overlaps and len(known) < MOST and (match := pattern.match(text, hit.start())):
                known.append(match)
    for index in sorted(found):
        yield from (_lost(_LOST[index], match) for match in found[index] if _stands_so(_LOST[index], match))


def _stands_so(rule: _Rule, match: re.Match[str]) -> bool:
    """Whether the match has before it what its rule asks for."""
    if rule.before is None:
        return True
    return rule.before.search(match.string, max(0, match.start() - rule.reach), match.start()) is not None


def _lost(rule: _Rule, match: re.Match[str]) -> Warning:
    start = match.start() - rule.back
    written = " ".join(match.string[start : match.end()].split())
    return Warning("lost_characters", rule.message.format(written), start, match.end())


# --- fields of a word processor ------------------------------------------------------------------------------------

_QUOTED = r"[\"“”][^\"“”\n]{0,300}[\"“”]?"
_SWITCHES = rf"(?:[ \t]{{0,4}}\\[a-z](?:[ \t]{{0,4}}{_QUOTED})?){{0,8}}"
_FIELD = re.compile(
    rf"HYPERLINK[ \t]{{1,4}}(?:\\[a-z][ \t]{{1,4}})?{_QUOTED}{_SWITCHES}"
    rf"|PAGEREF[ \t]{{1,4}}_?[A-Za-z]\w{{2,30}}{_SWITCHES}|TOC(?=[ \t]{{0,4}}\\){_SWITCHES}"
    rf"|EMBED[ \t]{{1,4}}[A-Z]\w{{2,20}}(?:\.\w{{1,20}}){{0,4}}"
    r"|INCLUDEPICTURE\b[^\n\u3400-\u9fff]{0,300}|EQ[ \t]{1,4}\\[a-z][^\n\u3400-\u9fff]{0,60}"
    r"|FORM(?:TEXT|CHECKBOX|DROPDOWN)\b"
    r"|MACROBUTTON[ \t]{1,4}\w{1,40}|ADDIN[ \t]{1,4}\w{1,20}|MERGEFIELD[ \t]{1,4}\S{1,40}"
)
_FORMAT_SWITCH = re.compile(r"\\\*[ \t]{0,4}(?:MERGEFORMAT(?:INET)?|CHARFORMAT|Arabic)(?:[ \t]{1,4}\d{1,4}\b)?")
_FIELD_NAME = re.compile(r"[A-Z]{2,16}\b[^\n\u3400-\u9fff\\]{0,60}$")
_FIELD_SIGNS = ("\\", "HYPERLINK", "EMBED", "INCLUDEPICTURE", "FORM", "MACROBUTTON", "ADDIN", "MERGEFIELD", "PAGEREF")


def _field_codes(text: str) -> Iterator[Warning]:
    if not holds_any(text, _FIELD_SIGNS):
        return
    for start, end in (*_format_switches(text), *(match.span() for match in matches(_FIELD, text, most=MOST))):
        message = "这里残留了文字处理软件的域代码，原处可能是图片、页码或链接，请对照原件核实。"
        yield Warning("field_code", message, start, end)


def _format_switches(text: str) -> Iterator[tuple[int, int]]:
    """Each \\* MERGEFORMAT with the field's name before it (SHAPE, PAGE, a picture's address)."""
    for match in matches(_FORMAT_SWITCH, text, most=MOST):
        name = _FIELD_NAME.search(text, max(0, match.start() - 80), match.start())
        yield (name.start() if name else match.start()), match.end()


# --- what cannot be read ------------------------------------------------------------------------------------------

_NO_CHARACTER = re.compile(r"[\ufffd\ue000-\uf8ff\x80-\x9f\x00-\x08\x0e-\x1f]+")
_MISREAD_AS = "锟ÃÂäåæçèéïðÐ"
_MISREAD = re.compile(rf"[{_MISREAD_AS}](?:斤拷|(?:(?<!锟)[\x80-\xbf\u0152-\u02dc\u2013-\u2122ÃÂäåæçèéïðÐ]){{3,60}})")
_BOXES = re.compile(r"□{1,12}(?=[\u3400-\u9fff，。、；])")
_CHECKBOX = re.compile(r"□[^□\n]{1,12}[□☑√■]|[☑√■][^□\n]{1,12}□|□\s*(?:是|否|同意|不|满意|基本|有|无|已|未|男|女)")
_QUESTION_MARKS = re.compile(r"\?(?<!\?\?)\?++(?=[\u3400-\u9fff])")
_QUESTION_IN_WORD = re.compile(r"\?(?<=[\u3400-\u9fff\d].)(?<![吗呢么吧啊何几].)(?=[\u3400-\u9fff\d])")


def _unreadable(text: str) -> Iterator[Warning]:
    runs = [] if is_plain(text) else [match.span() for match in matches(_NO_CHARACTER, text, most=MOST)]
    runs += [match.span() for match in matches(_MISREAD, text, most=MOST)] if holds_any(text, _MISREAD_AS) else []
    runs += [match.span() for match in _lost_in_boxes(text)] if "□" in text else []
    for start, end in runs:
        yield Warning("unreadable", "这里有无法显示的字符，请对照原件补全。", start, end)
    # One ? between characters may end a question; several are spaces or characters that a conversion did not know.
    if text.count("?") >= 3:
        questions = sorted(
            match.span()
            for pattern in (_QUESTION_MARKS, _QUESTION_IN_WORD)
            for match in matches(pattern, text, most=MOST)
        )
        if sum(end - start for start, end in questions) >= 3:
            message = f"文中有 {len(questions)} 处“?”，可能是转换时丢失的空格或文字，请对照原件核实。"
            yield Warning("unreadable", message, *questions[0])


def _lost_in_boxes(text: str) -> Iterator[re.Match[str]]:
    """Boxes inside a sentence; those of a form are to be ticked."""
    for match in matches(_BOXES, text, most=MOST):
        inside = re.match(_HAN, text[max(0, match.start() - 1) : match.start()])
        if inside and not _CHECKBOX.search(text, max(0, match.start() - 14), match.end() + 14):
            yield match


# --- hidden names -------------------------------------------------------------------------------------------------

# 某 follows many words; only behind a surname does it hide a name.
_SURNAME = (
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤樊殷施倪温庞季葛柴涂]"
)
_NAME_ENDS = r"(?=委员|代表|同志|先生|女士|[，,、：:；;。\s（()）\d]|等|$)(?!\*)"
_STARRED = re.compile(
    rf"(?![的和及与]){_HAN}(?:[*＊]{{1,3}}{_HAN}?|×{{1,3}}){_NAME_ENDS}|[×*＊]{{2,4}}(?=(?:委员|代表)[，,、：:；;。\s])",
    re.MULTILINE,
)
_CALLED_MOU = re.compile(rf"{_SURNAME}某{{1,2}}{_NAME_ENDS}", re.MULTILINE)
_NAME_BEGINS = re.compile(r"(?:^|[^\u3400-\u9fff*＊×]|[的和及与])$")


def _masked_names(text: str) -> Iterator[Warning]:
    stars = [] if is_plain(text) else occurrences(text, "*＊×")
    starred = sorted({*stars, *(star - 1 for star in stars if star)})  # a name is hidden whole, or but for its surname
    called = [at - 1 for at in occurrences(text, "某") if at]
    for pattern, starts in ((_STARRED, starred), (_CALLED_MOU, called)):
        for match in matches_at(pattern, text, starts, most=MOST):
            if _NAME_BEGINS.search(text, max(0, match.start() - 1), match.start()):
                message = f"姓名“{match.group()}”被隐去了一部分，公开前请确认是否应当如此。"
                yield Warning("masked_name", message, match.start(), match.end())


# --- the text as a whole ------------------------------------------------------------------------------------------

TRADITIONAL_SHARE = 0.05


def _traditional_script(text: str) -> Iterator[Warning]:
    """Traditional characters are those of Big5 that GB 2312 lacks."""
    if is_plain(text):
        return
    left_out = text.encode("gb2312", "replace").count(b"?") - text.count("?")
    if left_out < max(10, len(text) * TRADITIONAL_SHARE / 2):
        return
    han = re.findall(_HAN, text)
    traditional = {character for character in set(han) if _is_traditional(character)}
    if sum(character in traditional for character in han) < max(10, len(han) * TRADITIONAL_SHARE):
        return
    start = next(index for index, character in enumerate(text) if character in traditional)
    message = "正文是繁体字，检索时按简体匹配，引用时请以原文为准。"
    yield Warning("traditional_script", message, start, start + len(text[start:].partition("\n")[0]))


@cache
def _is_traditional(character: str) -> bool:
    return not _encodes(character, "gb2312") and _encodes(character, "big5")


def _encodes(character: str, charset: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


PROBE, PROBES, LEAST_REPEATED = 60, 8, 200


def _repeated_text(text: str) -> Iterator[Warning]:
    """A page that was copied twice: most of several pieces of the first third come again, each as far behind."""
    if len(text) < 2 * LEAST_REPEATED:
        return
    starts = [len(text) * step // (3 * PROBES) for step in range(PROBES)]
    distances: dict[int, list[int]] = {}
    for start in starts:
        again = text.find(text[start : start + PROBE], start + LEAST_REPEATED)
        if again >= 0 and text[start : start + PROBE].strip():
            distances.setdefault((again - start) // 8, []).append(start)
    for distance, found in distances.items():
        if len(found) * 2 > PROBES:
            start = found[0] + distance * 8
            message = "同一封复文在文中出现了两次，后一次请核对后删去。"
            yield Warning("repeated_text", message, start, len(text))


_FINDERS: tuple[Callable[[str], Iterator[Warning]], ...] = (
    _lost_characters,
    _field_codes,
    find_foreign_text,
    _unreadable,
    _masked_names,
    _traditional_script,
    _repeated_text,
)
