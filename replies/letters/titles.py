"""`find_proposal_titles(layout)`: what the proposals are called, without 《》 but with 关于 where it is written.

A title stands in 《》 or “” in the opening or in the letter's own title, or bare between 提出的 and 收悉; brackets may
be nested, and the word 提案 may stand after them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from replies.letters.layout import Found, Layout
from replies.letters.letter import Span
from replies.letters.patterns import MEMBER, PROPOSAL, REPLY

_PAIRS = {"《": "》", "“": "”", "〈": "〉", "「": "」", "‘": "’", "【": "】", '"': '"'}
_CLOSERS = frozenset(_PAIRS.values())
_LONGEST = 160

_KIND_AFTER = re.compile(
    r"^[ \t\n）)]{0,3}(?:的|这一|这件"
    rf"|等)?[ \t]{{0,2}}(?:[(（][^)）]{{0,40}}[)）])?(?:的)?[^，。；《“]{{0,12}}?(?:{PROPOSAL}|收悉|答复|复函|回复)"
)
_KIND_AT_ONCE = re.compile(
    r"^[ \t\n）)]{0,3}(?:的|这一|这件|等)?[ \t]{0,2}(?:[(（][^)）]{0,40}[)）])?的?(?:提案|建议(?!内容|的)"
    r"|议案|收悉)"
)
_KIND_BEFORE = re.compile(
    r"(?:提出|提交|所提|提|提案|建议|议案|号|关于|案由[:：]?|题为|主题为|标题为|对|反映|[、,，及和与]|》|[)）]"
    r"|收到)(?:的|了)?[ \t\n:：]{0,4}$"
)
_KIND_INSIDE = re.compile(rf"{PROPOSAL}[ \t]{{0,2}}$|^关于")
_BARE = re.compile(
    r"(?:提出|提交|所提|提报|反映|来信|号|[)）]|您|你们?|领衔)(?:的"
    rf"|了)?[ \t]{{0,2}}(?P<title>关于[^。；《》\n]{{3,{_LONGEST}}}?(?:的)?{PROPOSAL})"
    r"(?=[ \t]{0,2}(?:[(（][^)）]{0,60}[)）])?(?:的?(?:提案|建议|议案))?(?:已|收|，|,|。|现|均|$|也"
    r"|一[件文案]|由|转|我[们局委厅办市县区]|[(（]|\d|第))"
)
_BARE_IN_TITLE = re.compile(
    r"(?:^|对|对于|就|的|号|[)）]"
    rf"|案)[ \t]{{0,2}}(?P<title>关于[^。；《》“”\n]{{3,{_LONGEST}}}?{PROPOSAL})(?=[ \t]{{0,2}}(?:[(（][^)）]{{0,60"
    rf"}}[)）])?的?[ \t]{{0,2}}{REPLY})"
)
_NAMES_THE_CASE = re.compile(
    rf"第?[ \t]?[\dA-Za-z]{{1,16}}[ \t]?号|届|次会议|{MEMBER}(?!会|制)|政协|人大(?!常)|人民代表大会|^关于对"
    r"|^关于(?:答复|回复|办理)"
)


def find_proposal_titles(layout: Layout) -> list[Found]:
    """The titles of the proposals answered, each once, as the opening has them, else as the letter's title has them."""
    found: list[Found] = []
    if layout.opening:
        opening = _asking_part(layout)
        found = _unique([*_quoted(layout.text, opening), *_bare(layout.text, opening, _BARE)])
    if not found:
        found = _unique(_of_labels(layout))
    if not found:
        for title in reversed(layout.titles):
            found = _unique([*_quoted(layout.text, title), *_bare_in_title(layout, title)])
            if found:
                break
    return found


_ENDS_ASKING = re.compile(r"收悉|(?:现|经)[^。；]{0,30}如下|如下[:：]|[。](?=[^”》]{0,3})")
_NAMES_ONE = re.compile(rf"{PROPOSAL}|《")


def _asking_part(layout: Layout) -> Span:
    """The opening up to where it turns to the answer."""
    opening = layout.opening or Span(0, 0)
    text = layout.of(opening)
    ends = _ENDS_ASKING.finditer(text)
    # A sentence of thanks before the one that names the proposal does not end the asking.
    match = next((one for one in ends if one[0] != "。" or _NAMES_ONE.search(text, 0, one.start())), None)
    return Span(opening.start, opening.start + (match.end() if match else min(len(text), 600)))


def _quoted(text: str, span: Span) -> Iterator[Found]:
    """Runs in quotation marks that the words around them call a proposal."""
    at = span.start
    while at < span.end:
        closer = _PAIRS.get(text[at])
        if closer is None or text[at] not in '《“「【"':
            at += 1
            continue
        end = _closing(text, at, span.end)
        if end is None:
            at += 1
            continue
        content = text[at + 1 : end]
        before, after = text[max(span.start, at - 24) : at], text[end + 1 : end + 60]
        if _is_title(text[at], content, before, after):
            yield _tidy(text, at + 1, end)
        at = end + 1


def _is_title(mark: str, content: str, before: str, after: str) -> bool:
    if not 4 <= len(content.strip()) <= _LONGEST + 80 or (mark == "【" and "关于" not in content):
        return False
    inside = bool(_KIND_INSIDE.search(content))
    if mark in '“「【"' and not inside:
        return bool(_KIND_AT_ONCE.match(after) and _KIND_BEFORE.search(before))
    return inside or bool(_KIND_AFTER.match(after)) or bool(_KIND_BEFORE.search(before))


def _closing(text: str, start: int, limit: int) -> int | None:
    """Where the bracket at `start` closes, others inside it counted; None if it does not."""
    open_ = [_PAIRS[text[start]]]
    for at in range(start + 1, min(limit, start + 2 * _LONGEST)):
        character = text[at]
        if character == open_[-1]:
            open_.pop()
            if not open_:
                return at
        elif character in _PAIRS:
            open_.append(_PAIRS[character])
        elif character in _CLOSERS and character in open_:
            while open_.pop() != character:
                pass
            if not open_:
                return at
    return None


def _bare(text: str, span: Span, pattern: re.Pattern[str]) -> Iterator[Found]:
    for match in pattern.finditer(text, span.start, span.end):
        if not _NAMES_THE_CASE.search(match["title"]):
            yield _tidy(text, match.start("title"), match.end("title"))


def _bare_in_title(layout: Layout, title: Span) -> Iterator[Found]:
    """A bare proposal title inside the letter's own: 「关于加强绿化的提案的答复」."""
    text = layout.of(title)
    flat = text.replace("\n", "")
    for match in _BARE_IN_TITLE.finditer(flat):
        value = match["title"]
        inner = value.rfind("关于")
        value = value[inner:] if inner > 0 and _NAMES_THE_CASE.search(value[:inner]) else value
        if not _NAMES_THE_CASE.search(value):
            first = flat.find(value)
            places = [at for at, character in enumerate(text) if character != "\n"]  # where each of `flat` stands
            yield Found(value, title.start + places[first], title.start + places[first + len(value) - 1] + 1)


_REPLY_AT_END = re.compile(rf"{REPLY}$")
_PROPOSAL_AT_END = re.compile(rf"{PROPOSAL}$|^《")


def _of_labels(layout: Layout) -> Iterator[Found]:
    for label in layout.labelled("proposal_titles"):
        value = label.value
        if _REPLY_AT_END.search(value):
            yield from _quoted(layout.text, Span(label.start, label.end))
            continue
        if label.name in {"标题", "名称", "信息名称", "文件名称", "题目"} and not _PROPOSAL_AT_END.search(value):
            continue
        quoted = list(_quoted(layout.text, Span(label.start, label.end)))
        if quoted:
            yield from quoted
        elif 3 <= len(value) <= _LONGEST and not _NAMES_THE_CASE.search(value):
            yield _tidy(layout.text, label.start, label.end)


def _tidy(text: str, start: int, end: int) -> Found:
    """Blanks and doubled outer brackets taken off; a line break inside is not part of a title."""
    while start < end and text[start] in " \t\n":
        start += 1
    while start < end and text[end - 1] in " \t\n。，":
        end -= 1
    if end - start > 2 and _PAIRS.get(text[start]) == text[end - 1] and _closing(text, start, end) == end - 1:
        return _tidy(text, start + 1, end - 1)
    return Found(text[start:end].replace("\n", ""), start, end)


def _unique(titles: Iterator[Found] | list[Found]) -> list[Found]:
    kept: dict[str, Found] = {}
    for title in sorted(titles, key=lambda item: item.start):
        inside = any(other.start <= title.start and title.end <= other.end for other in kept.values())
        if title.value and not inside:
            kept.setdefault("".join(title.value.split()), title)
    return list(kept.values())
