"""Which proposal a letter answers: `find_body`, `find_session`, `find_numbers`.

Each looks at the same places in the same order: the title nearest to the body, the opening, labels such as 提案编号,
and last the titles a page prints elsewhere. The body of the letter is never asked: it names other proposals, other
meetings and other numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from replies.letters.layout import Found, Layout
from replies.letters.letter import Span
from replies.letters.patterns import BREAK, HAN, HAN_NUMBER, PROPOSAL

_HAN_VALUE = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}

# --- session ---------------------------------------------------------------------------------------------------------

_COUNT = rf"(?:\d{{1,3}}|[{HAN_NUMBER}]{{1,4}})"
_SESSION = re.compile(
    rf"(?:第{BREAK})?(?P<term>{_COUNT}){BREAK}届{BREAK}(?P<between>[^，。；、第次届《》\d]{{0,24}}?)(?:第{BREAK})?("
    rf"?P<session>{_COUNT}){BREAK}次"
)
_LOST_SESSION = re.compile(
    rf"(?<![{HAN_NUMBER}\d年本首上下历])(?:第{BREAK})?届{BREAK}(?:委员会|人民代表大会|人大|政协"
    rf"|全国委员会)?{BREAK}(?:第?{BREAK}{_COUNT}?{BREAK}次)"
    rf"|(?:第{BREAK})?{_COUNT}{BREAK}届{BREAK}(?:委员会|人民代表大会|人大|政协)?{BREAK}第?{BREAK}次{BREAK}(?:全体)?会议"
    rf"|第届"
)


def find_session(layout: Layout) -> Found | None:
    """[届, 次] as `"10,2"`; None if not stated, or stated without its numerals."""
    for span in _places(layout):
        for match in _SESSION.finditer(layout.text, span.start, span.end):
            term, session = to_int(match["term"]), to_int(match["session"])
            if 1 <= term <= 60 and 1 <= session <= 30:
                return Found(f"{term},{session}", match.start(), match.end())
    return None


def lost_session(layout: Layout) -> Span | None:
    """Where a session is named whose numerals were lost."""
    for span in _places(layout):
        if match := _LOST_SESSION.search(layout.text, span.start, span.end):
            return Span(match.start(), match.end())
    return None


# --- numbers ---------------------------------------------------------------------------------------------------------

_ID = r"[A-Za-z]{0,5}[ \t]{0,2}\d{1,16}(?:[-—－]\d{1,6}(?!\d)){0,2}[A-Za-z]?"
_AND = r"[ \t]{0,3}(?:[号#]?[ \t]{0,3}[、,，及和与至到～~/;；][ \t]{0,3}|号[ \t]{0,3}|[-—－]{1,2})(?:第[ \t]{0,3})?"
_NUMBER = re.compile(
    r"(?P<di>(?:第|编号为?|案号|NO[.:]?|№|字)[ \t\n:：]{0,4}"
    rf"|(?<![\dA-Za-z〔\[.年月]))(?P<ids>{_ID}(?:{_AND}{_ID}){{0,40}})"
    r"(?:[ \t]{0,2}[(（][^()（）\n]{0,8}届[^()（）\n]{0,8}[)）])?[ \t\n]{0,4}号"
)
_ONE_ID = re.compile(_ID)
_NAMED_ID = re.compile(
    rf"(?:案号|编号|提案号|建议号|序号)[为:：][ \t]{{0,3}}(?:第[ \t]?)?(?P<ids>{_ID})(?![ \t]?[\d号])"
)
_HAN_ID = re.compile(rf"第(?P<id>[{HAN_NUMBER}]{{1,7}})号(?={BREAK}(?:{PROPOSAL}|[(（《]))")
_AFTER = re.compile(
    rf"[ \t\n）)】\]]{{0,4}}(?:{PROPOSAL}|政协|人大|重点|平时|闭会|委员|代表|《|关于|[(（][^)）]{{0,12}}[)）])"
)
_BEFORE = re.compile(
    rf"(?:{PROPOSAL}|案|会议|》|次|届|[(（【\[])[ \t\n(（【\[]{{0,4}}(?:[{HAN}]{{1,10}}类[ \t]?)?(?:第[ \t]?)?$"
)
_NOT_A_PROPOSAL = re.compile(r"^号(?:线|楼|院|路|地块|公馆|井|文|令|公告|公路|国道|门|机|车|桥|通知|通告|主席令|决议)")
_CATEGORY = re.compile(r"类[ \t]?(?:第[ \t]?)?$")
_LABELLED_ID = re.compile(rf"(?:第[ \t]?)?(?P<ids>{_ID}(?:{_AND}{_ID}){{0,40}})[ \t]?号?")
_DOCUMENT_NUMBER = re.compile(
    r"[〔\[【(（﹝［{〈][ \t]?(?:19|20)\d\d[ \t]?[〕\]】)）﹞］}〉][ \t]?(?P<serial>第?[ \t]?\d{1,5}[ \t]?号)"
)
_FULL_RANGE = 60


# 区政协十届三次会议第97号提案, on a line of its own under the title
_UNDER_TITLE = re.compile(
    rf"[(（]?(?!附|根据|依据)[{HAN}\d \t]{{0,30}}(?:政协|人大|人民代表大会|届)[{HAN}\d \t]{{0,24}}"
    rf"[A-Za-z]{{0,4}}\d[\d \t]{{0,20}}号[ \t]?{PROPOSAL}[)）]?"
)


def find_numbers(layout: Layout) -> list[Found]:
    """The numbers of the proposals answered, digits and letters as written, each once, in order."""
    stated = _unique(number for span in layout.asking for number in _numbers_in(layout.text, span))
    if len(stated) > 1 and _names_one(layout):
        stated = _unjoined(layout.text, stated)
    if not stated:
        stated = _unique(_labelled_numbers(layout))
    if not stated:
        stated = _unique(number for span in layout.titles for number in _numbers_in(layout.text, span))
    if not stated:
        lines = (Span(line.start, line.end) for line in layout.head_lines if _UNDER_TITLE.fullmatch(line.text))
        stated = _unique(number for span in lines for number in _numbers_in(layout.text, span))
    return stated


def _numbers_in(text: str, span: Span) -> Iterator[Found]:
    documents = [match.span("serial") for match in _DOCUMENT_NUMBER.finditer(text, span.start, span.end)]
    for match in _NUMBER.finditer(text, span.start, span.end):
        if _stands_as_number(text, match, span) and not _within(match.span("ids"), documents, text):
            yield from _expand(match["ids"], match.start("ids"))
    for match in _NAMED_ID.finditer(text, span.start, span.end):
        yield from _expand(match["ids"], match.start("ids"))
    for match in _HAN_ID.finditer(text, span.start, span.end):
        yield Found(str(to_int(match["id"])), match.start("id"), match.end("id"))


_SEVERAL = re.compile(r"》[^。]{0,60}《|分别|[二两三四五六七八九十\d][ \t]?[件份]|等提案|等建议|合并|一并|并案")


def _names_one(layout: Layout) -> bool:
    """Whether the letter speaks of one proposal only, so that a hyphen in its number can't mean a range."""
    places = layout.title_text + layout.of(layout.opening)[:300]
    return "《" in layout.of(layout.opening) and not _SEVERAL.search(places)


def _unjoined(text: str, numbers: list[Found]) -> list[Found]:
    """Numbers expanded from a hyphenated one taken together again: 「第4-15号」 is number 15 of group 4."""
    joined = {(one.start, one.end) for one in numbers if "-" in text[one.start : one.end].translate(_DASHES)}
    whole = [Found("".join(text[start:end].split()), start, end) for start, end in sorted(joined)]
    return _unique([*whole, *(one for one in numbers if (one.start, one.end) not in joined)])


def _stands_as_number(text: str, match: re.Match[str], span: Span) -> bool:
    if _NOT_A_PROPOSAL.match(text[match.end() - 1 : match.end() + 6]):
        return False
    if match["di"].strip():
        return True
    before = text[max(span.start, match.start() - 14) : match.start()]
    return bool(_AFTER.match(text, match.end()) or _BEFORE.search(before) or _CATEGORY.search(before))


_PROPOSAL_AFTER = re.compile(rf"[ \t]{{0,3}}{PROPOSAL}")


def _within(run: tuple[int, int], documents: list[tuple[int, int]], text: str) -> bool:
    """Whether a number is the serial of a document number: 〔2023〕73号, but not 〔2023〕第73号提案."""
    return any(start <= run[0] < end and not _PROPOSAL_AFTER.match(text, end, end + 8) for start, end in documents)


_DASHES = str.maketrans("—－", "--")
_UP_TO = re.compile(r"[至到～~—－-]")


def _expand(ids: str, offset: int) -> Iterator[Found]:
    """Each number of a list or a range, in its place: 「12号、35号」, 「012-015」."""
    matches = list(_ONE_ID.finditer(ids))
    for index, match in enumerate(matches):
        value = "".join(match[0].split())
        first, dash, last = value.translate(_DASHES).partition("-")
        if dash and _is_range(first, last):
            yield from (Found(item, offset + match.start(), offset + match.end()) for item in _range(first, last))
        else:
            yield Found(value, offset + match.start(), offset + match.end())
        right = matches[index + 1] if index + 1 < len(matches) else None
        if right and _UP_TO.search(ids, match.end(), right.start()) and _is_range(value, right[0]):
            inner = _range(value, right[0])[1:-1]
            yield from (Found(item, offset + match.start(), offset + right.end()) for item in inner)


def _is_range(first: str, last: str) -> bool:
    if not (first.isdigit() and last.isdigit()) or (last.startswith("0") and len(last) != len(first)):
        return False
    if len(first) == 4 and first.startswith(("19", "20")):
        return False
    return 0 < int(last) - int(first) < _FULL_RANGE


def _range(first: str, last: str) -> list[str]:
    return [str(number).zfill(len(first)) for number in range(int(first), int(last) + 1)]


def _labelled_numbers(layout: Layout) -> Iterator[Found]:
    for label in layout.labelled("proposal_numbers"):
        if match := _LABELLED_ID.match(label.value):
            yield from _expand(match["ids"], label.start + match.start("ids"))


def _unique(numbers: Iterable[Found]) -> list[Found]:
    kept: dict[str, Found] = {}
    for number in numbers:
        kept.setdefault(number.value.translate(_DASHES).lstrip("0").upper() or "0", number)
    return list(kept.values())


# --- body ------------------------------------------------------------------------------------------------------------

_CPPCC = (
    (re.compile(r"政协|政治协商"), 4),
    (re.compile(r"提案"), 4),
    (re.compile(r"委员[:：,，\n(（您提]"), 3),
    (re.compile(r"界别"), 1),
)
_NPC = (
    (re.compile(r"人大(?!附)|人民代表大会"), 4),
    (re.compile(r"代表(?:[:：,，\n(（您提]|建议)"), 4),
    (re.compile(r"议案|建议案?第|号建议|建议〔"), 2),
    (re.compile(r"代表团"), 2),
)


def find_body(layout: Layout) -> Found | None:
    """`cppcc` or `npc`, by the words of title, opening, salutation and labels; the copies count only if those don't."""
    places = [*layout.asking, *([layout.salutation] if layout.salutation else [])]
    places += [Span(label.label_start, label.end) for label in layout.labels if label.field in _TELLING]
    for spans in (places, layout.titles, [layout.foot], [layout.head]):
        if found := _body_in(layout.text, spans):
            return found
    return None


_TELLING = frozenset({"proposal_numbers", "session", "proposal_titles", "addressees"})


def _body_in(text: str, spans: Iterable[Span]) -> Found | None:
    scores = {"cppcc": 0, "npc": 0}
    first: dict[str, Found] = {}
    for span in spans:
        zone = text[span.start : span.end] + "\n"
        for body, words in (("cppcc", _CPPCC), ("npc", _NPC)):
            for pattern, weight in words:
                if match := pattern.search(zone):
                    scores[body] += weight
                    start, end = span.start + match.start(), span.start + len(match[0].rstrip("\n")) + match.start()
                    first.setdefault(body, Found(body, start, end))
    if scores["cppcc"] == scores["npc"]:
        return None
    return first[max(scores, key=lambda body: scores[body])]


# --- where to look ---------------------------------------------------------------------------------------------------


def _places(layout: Layout) -> list[Span]:
    labels = [Span(label.start, label.end) for label in layout.labelled("session", "proposal_numbers")]
    return [*layout.asking, *labels, *reversed(layout.titles[:-1]), Span(layout.head.start, layout.head.end)]


def to_int(numeral: str) -> int:
    """A small count in either script: `12`, 十二, 二十, 一〇五, 一百零三; 0 for what is no number."""
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    if "十" not in numeral and "百" not in numeral:
        digits = "".join(str(_HAN_VALUE[character]) for character in numeral if character in _HAN_VALUE)
        return int(digits or 0)
    total = current = 0
    for character in numeral:
        if character in "十百":
            total += (current or 1) * (10 if character == "十" else 100)
            current = 0
        else:
            current = _HAN_VALUE.get(character, 0)
    return total + current
