"""`breaks(text)`: where a new part of the letter begins in mid-line, and a line break must be put in.

Two cases: a salutation glued to the title or to the opening, and a whole letter that came in one line, where headings,
signature and copies stand behind the sentence before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from replies.letters.characters import Edit, without_overlaps
from replies.letters.patterns import HAN, MEMBER
from replies.letters.wordlists import occurrences

_YEAR = "(?:(?:19|20)[0-9]{2}[ \t]?[年./-]|[一二][〇○O零0九][〇○O零0-9一二三四五六七八九]{2}年)"
_ORDINAL = "[一二三四五六七八九十]"
# What stands before the colon of a salutation; all that is glued to one stands so near.
_MEMBERS = ("委员", "代表", "议员")
_LONGEST_GLUED = 100
_GLUED_TO_TITLE = re.compile(rf"(?:答复|复函|的函|回复)(?P<here>)(?=[{HAN}·、]{{2,60}}{MEMBER}[:：])")
# 答复内容 and the letter in the cell beside it.
_IN_A_CELL = re.compile(
    r"(?m)^(?:答复内容|复文内容|答复正文|办理答复|答复意见|复函内容|回复内容|正文内容)(?P<here>[ \t:：]{1,6})"
    rf"(?=[{HAN}·、]{{2,60}}{MEMBER}[:：])"
)
_GLUED_TO_OPENING = re.compile(r"(?:委员|代表)[:：](?P<here>[ \t]{0,8})(?=[您你贵现根我])")
_AFTER_SENTENCE = re.compile(
    rf"[。；;！!：:](?P<here>[ \t]{{0,8}})(?={_ORDINAL}{{1,3}}、|[(（]{_ORDINAL}{{1,3}}[)）]"
    rf"|(?:感谢|此复|特此|专此)|[{HAN}]{{3,30}}(?:局|委|会|府|厅|室|处|心|司)[ \t]{{0,8}}{_YEAR})"
)
_AFTER_HEADING = re.compile(rf"{_ORDINAL}{{1,3}}、[^，。；：、 \t]{{2,30}}(?P<here>[ \t]{{1,8}})(?=\S)")
_BLANKS = re.compile(r"[ \t]{1,8}(?=\S)")
_ENDS_BEFORE_BLANKS = re.compile(
    r"(?:[。！!：:；;]|文件|\d号|答复|复函|的函|回复|[\d一二三四五六七八九十]日|公开|\d类|[A-D]类)$"
)
_OFFICE_BEFORE_BLANKS = re.compile(r"[局委会府厅室处心司部院队所站办]$")
_BEGINS_AFTER_BLANKS = re.compile(
    r"抄[ \t]{0,4}[送报]|[(（]?联[ \t]{0,4}系|附件[:：\d]|主题词|(?:同意|主动|依申请|不予)公开"
    rf"|[{HAN}]{{4,40}}(?:关于|文件)"
)
_DATED = re.compile(_YEAR)
_ADDRESSED = re.compile(rf"(?P<names>[{HAN}·、 \t]{{2,240}}?){MEMBER}[:：]")
_GROUP = re.compile(rf"(?P<here>[ \t]{{1,8}})(?=[{HAN}]{{4,30}}[:：][ \t]{{0,8}}[您你贵])")
_LONG_LINE = 300
_SHORT_LINE = 120
_HEAD = 2_000  # characters of a line in which a salutation is looked for


def breaks(text: str) -> list[Edit]:
    """The line breaks to put in, as (start, end, "\\n"), in order."""
    edits: list[Edit] = []
    if colons := [at for at in occurrences(text, ":：") if text.endswith(_MEMBERS, 0, at)]:
        around = max(0, colons[0] - _LONGEST_GLUED), colons[-1] + _LONGEST_GLUED
        for pattern in (_GLUED_TO_TITLE, _GLUED_TO_OPENING, _IN_A_CELL):
            edits += [(*match.span("here"), "\n") for match in pattern.finditer(text, *around)]
    at = 0
    for line in text.split("\n"):
        if len(line) > _SHORT_LINE and _is_whole_letter(line):
            edits += _in_line(text, at, at + len(line))
        at += len(line) + 1
    return without_overlaps(sorted(edits))


def _is_whole_letter(line: str) -> bool:
    """Whether a line is as long as a letter, or shorter and has salutation, answer and date."""
    if not ("收悉" in line or "如下：" in line or "如下:" in line):
        return False
    return len(line) > _LONG_LINE or bool(_ADDRESSED.search(line) and _DATED.search(line))


def _in_line(text: str, start: int, end: int) -> Iterator[Edit]:
    for pattern in (_AFTER_SENTENCE, _AFTER_HEADING):
        for match in pattern.finditer(text, start, end):
            yield (*match.span("here"), "\n")
    for match in _BLANKS.finditer(text, start, end):
        before = text[max(start, match.start() - 3) : match.start()]
        after = match.end()
        if (
            _ENDS_BEFORE_BLANKS.search(before)
            or _BEGINS_AFTER_BLANKS.match(text, after)
            or (_OFFICE_BEFORE_BLANKS.search(before) and _DATED.match(text, after))
        ):
            yield match.start(), match.end(), "\n"
    for match in _GROUP.finditer(text, start, min(end, start + _HEAD)):
        yield (*match.span("here"), "\n")
    if addressed := _ADDRESSED.search(text, start, min(end, start + _HEAD)):
        first = _first_name(addressed["names"])
        if addressed.start() + first > start:
            yield addressed.start() + first, addressed.start() + first, "\n"


def _first_name(names: str) -> int:
    """Where a list of names begins in a run that has other words before it: 「留作参考 阮友良、崔彬」."""
    words = list(re.finditer(r"\S+", names.split("、", maxsplit=1)[0]))
    if len(words) > 1 and len(words[-1][0]) == 1 and len(words[-2][0]) <= 2:
        return words[-2].start()
    return words[-1].start() if words else 0
