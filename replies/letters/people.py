"""Who a letter names: `find_addressees`, `find_signer`, `find_contacts`, `find_copied_to`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from replies.letters.labels import Labelled
from replies.letters.layout import Found, Layout
from replies.letters.patterns import HAN, MEMBER, TRANSCRIBED

# --- addressees ------------------------------------------------------------------------------------------------------

_POLITE = re.compile(
    r"^(?:[ \t]*(?:尊敬的|敬爱的|并转[送致呈]?|并[送致呈]|致(?!公)|函(?=[\u4e00-\u9fff]{2,4}(?:委员|代表))"
    r"|(?:全国|自治区|[省市州区县镇乡])?(?:政协委员|人大代表)(?=[ \t]?[\u4e00-\u9fff]))[ \t:：]*)+"
)
_SEPARATOR = re.compile(
    r"[、,，;；\n]|(?<=委员|代表)[并暨和及与](?=[\u4e00-\u9fff]{3})"
    r"|[ \t](?:和|及|与)[ \t]|(?<=[\u4e00-\u9fff]{2})(?:和|及)(?=[\u4e00-\u9fff]{2,4}(?:(?:委员"
    r"|代表)(?!会|大会)|$))"
    # 林业和草原局 is one office, 民建区委和致公区委 are two.
    r"(?!(?<![委会局办厅部院联协盟社支][和及])[\u4e00-\u9fff]{0,3}[局委厅部办会]$)"
)
_ROLE = re.compile(
    rf"(?:(?:市|区|县|省|州|全国|自治区)?(?:政协|人大)(?:常委会?)?)?(?:{MEMBER}|常委|同志|先生|女士|主席|副主席"
    r"|主任|副主任)(?:们|联名|一行)?$"
)
_ETC_END = re.compile(r"等(?:[ \t]?[\d一二三四五六七八九十百]{1,4}[ \t]?[位名个]?(?:[ \t]?人)?|各位|几位|多位)?$")
_NOBODY = re.compile(
    r"^(?:您好|你好|你们好|大家好)$|^(?:各位|诸位|全体|尊敬的|您|你们?|贵[\u4e00-\u9fff]?|委员|代表|[xX×*＊]{1,3}"
    r"|某某)?(?:委员|代表|同志|先生|女士)?(?:们)?$|^[\u4e00-\u9fff]{1,5}族$"
)
_PAREN = re.compile(r"[(（]([^()（）]{1,120})[)）]")
_PERSON = re.compile(rf"^[{HAN}·•.*＊×xX〇]{{2,20}}$|^[A-Za-z][A-Za-z .·]{{1,30}}$")
_GROUP = re.compile(
    r"(?:委员会|委|支部|总支|小组|界|界别|党派|团|联|会|盟|社|局|办|办公室|院|公司|中心|校|政府|厅|部|所|处|组|党"
    r"|站|街道|镇|乡)$"
)


_ADDRESSED = re.compile(rf"[^:：]{{1,240}}?(?:{MEMBER}|同志|先生|女士)(?:们)?(?=[:：,，!！。]|$)")


def find_addressees(layout: Layout) -> list[Found]:
    """The members and groups that the salutation names, without titles and inner blanks; else those beside labels."""
    found: list[Found] = []
    if layout.salutation:
        line = layout.of(layout.salutation)
        match = _ADDRESSED.match(line) if ":" not in line and "：" not in line else None
        end = match.end() if match else next((at for at, character in enumerate(line) if character in ":："), len(line))
        found = list(_names(line[:end], layout.salutation.start))
    if not found:
        found = [name for label in layout.labelled("addressees") for name in _names(label.value, label.start)]
    if not found:
        found = list(_asked_by(layout))
    return _unique(found)


def _names(text: str, offset: int) -> Iterator[Found]:
    """Each name of a list such as 「张三、李四(王五、赵六)等13位代表」."""
    polite = _POLITE.match(text)
    at = polite.end() if polite else 0
    flat = _PAREN.sub(lambda match: "、" + match[1] + "、", text)
    for start, end in _pieces(flat, at):
        raw = flat[start:end]
        name = _bare_name(raw)
        if name and not _NOBODY.match(name) and (_PERSON.match(name) or _GROUP.search(name)):
            lead = len(raw) - len(raw.lstrip(" \t"))
            lead += len(polite_[0]) if (polite_ := _POLITE.match(raw[lead:])) else 0
            length = _length_of(raw[lead:], name)
            yield Found(name, offset + start + lead, offset + start + lead + length)


def _pieces(text: str, at: int) -> Iterator[tuple[int, int]]:
    for match in _SEPARATOR.finditer(text, at):
        if match.start() > at:
            yield at, match.start()
        at = match.end()
    if at < len(text):
        yield at, len(text)


_NO_NAME = re.compile(r"(?:第)?[\d一二三四五六七八九十]{1,3}[位名]?|第[一二三四]提案人|附议人|联名|等")


def _bare_name(raw: str) -> str:
    name = _without_blanks(raw)
    name = _POLITE.sub("", name)
    name = _ETC_END.sub("", name)
    name = _ROLE.sub("", name)
    name = _ETC_END.sub("", name)
    return "" if _NO_NAME.fullmatch(name) else name


def _without_blanks(written: str) -> str:
    return written.replace(" ", "").replace("\t", "")


def _length_of(raw: str, name: str) -> int:
    """How many characters of `raw`, blanks included, spell `name`."""
    left = list(name)
    for at, character in enumerate(raw):
        if left and character == left[0]:
            left.pop(0)
        if not left:
            return at + 1
    return len(raw)


_ASKED_BY = re.compile(
    r"(?:关于对|^|对|关于|答复|回复"
    rf"|办理)[ \t]{{0,2}}(?P<names>[{HAN}·、，, \t]{{2,80}}?)(?:等[\d一二三四五六七八九十]{{0,3}}[位名]?)?(?:政协)?"
    r"(?:委员|代表)(?:在|提出|所提|提交|《|“|关于|第|的?提案|的?建议)"
)


def _asked_by(layout: Layout) -> Iterator[Found]:
    """Names in the title or the opening: 「关于张三委员提出的…」."""
    for span in (*layout.titles[-1:], *([layout.opening] if layout.opening else [])):
        match = _ASKED_BY.search(layout.of(span)[:200].replace("\n", " "))
        if match and not re.search(r"届|会议|政协|人大|贵|各位|该|广大", match["names"]):
            yield from _names(match["names"], span.start + match.start("names"))
            return


# --- signer ----------------------------------------------------------------------------------------------------------

_PERSONAL_NAME = re.compile(
    rf"(?P<name>[{HAN}][ \t]{{1,6}}[{HAN}](?:[ \t]{{1,4}}[{HAN}])?(?![{HAN}])|{TRANSCRIBED}"
    rf"|[{HAN}]{{2,4}}(?:·[{HAN}]{{1,8}}){{0,3}}|[{HAN}][*＊×xX某]{{1,3}})"
)


def find_signer(layout: Layout) -> Found | None:
    """Who signed the letter for issue (签发人)."""
    for label in layout.labelled("signer"):
        if match := _PERSONAL_NAME.match(label.value):
            name = _without_blanks(match["name"])
            return Found(name, label.start, label.start + match.end("name"))
    return None


# --- contacts --------------------------------------------------------------------------------------------------------

_PHONE = re.compile(
    r"(?<![\d-])(?:[(（]0\d{2,3}[)）][ \t]{0,3}\d{7,8}|0\d{2,3}[ \t]?[-—－–][ \t]?\d{3,4}[ \t]?\d{4}(?:[-—]\d{1,5})?"
    r"|1[3-9]\d[ \t]?[\d*×]{4}[ \t]?\d{4}|0\d{9,11}"
    # masked by the office itself
    r"|(?:0\d{2,3}[ \t]?[-—－–][ \t]?(?=[\d*×]{5,9}(?![\d*×]))|(?=[\d*×]{7,11}(?![\d*×])))"
    r"\d{2,8}[*×]{2,8}\d{0,4}(?![*×])"
    r"|[2-9]\d{6,7}(?:[-—]\d{1,5})?|\d{3,4}[ \t]\d{4})(?!\d)"
)
_CONTACT_NAME = re.compile(
    rf"[{HAN}][ \t]{{1,6}}[{HAN}](?:[ \t]{{1,4}}(?![司局科室处股办])[{HAN}](?=[ \t]*$))?(?![{HAN}])|{TRANSCRIBED}"
    rf"|[{HAN}]{{2,4}}(?:·[{HAN}]{{1,8}}){{0,3}}|[{HAN}][*＊×某]{{1,3}}"
)
# 办公室 王某某: the office before the name
_OFFICE_BEFORE = re.compile(rf"[{HAN}]{{2,16}}(?:司|局|科|室|处|股|中心)[ \t]+(?=[{HAN}])")
_NOT_A_NAME = re.compile(
    r"电话|传真|手机|办公|联系|科$|股$|室$|局|处$|中心|单位|邮编|地址|职务|科长|主任|先生|女士|同志|及|分机|转"
    r"|邮箱|办$|委$|站$"
)
_TITLES_OF_OFFICE = re.compile(
    r"(?:(?:副)?(?:科长|主任|局长|处长|股长|所长|书记|站长|部长|队长|院长|校长)|科员|同志|先生|女士)$"
)


def find_contacts(layout: Layout) -> tuple[list[Found], list[Found]]:
    """Names and telephone numbers of those to ask."""
    names: list[Found] = []
    phones: list[Found] = []
    for label in layout.labelled("contact_names", "contact_phones", "contact_office"):
        if label.field == "contact_names":
            names += _contact_names(label)
        elif _is_of_a_member(layout, label):
            continue
        phones += [
            Found(_plain_phone(match[0]), label.start + match.start(), label.start + match.end())
            for match in _PHONE.finditer(label.value)
        ]
    return _unique(names), _unique(phones)


def _is_of_a_member(layout: Layout, label: Labelled) -> bool:
    """Whether a number stands in a form's row with those who made the proposal: it is theirs, not the office's."""
    row = layout.text.rfind("\n", 0, label.label_start) + 1
    before = [other.field for other in layout.labels if row <= other.label_start < label.label_start]
    return "addressees" in before and "contact_names" not in before


_PIECE = re.compile(r"[^、,，;；/()（）\d:：]+")
_OF_HAN = re.compile(rf"[{HAN}]")


def _contact_names(label: Labelled) -> Iterator[Found]:
    for piece in _PIECE.finditer(label.value):
        text = piece[0].strip(" \t")
        offset = label.start + piece.start() + len(piece[0]) - len(piece[0].lstrip(" \t"))
        if office := _OFFICE_BEFORE.match(text):
            text, offset = text[office.end() :], offset + office.end()
        match = _CONTACT_NAME.match(text)
        if not match:
            continue
        name = _TITLES_OF_OFFICE.sub("", match[0])
        if len(name) < 2 or (_NOT_A_NAME.search(_without_blanks(match[0])) and name == match[0]):
            continue
        if _OF_HAN.match(text, len(match[0])):
            continue
        yield Found(_without_blanks(name), offset, offset + len(name))


_DASH = re.compile(r"[—－–]")


def _plain_phone(written: str) -> str:
    return _DASH.sub("-", _without_blanks(written))


# --- copies ----------------------------------------------------------------------------------------------------------

_COPIES = re.compile(
    r"[ \t]*[(（〔\[]?(?:抄[ \t]{0,6}送|抄[ \t]{0,6}报|抄[ \t]{0,6}致|分[ \t]{0,6}送)(?:单位"
    r"|机关)?[ \t]{0,6}[:：][ \t]{0,6}(?P<list>[^\n]{1,300})"
)
_IMPRINT = re.compile(
    rf"[ \t]{{1,}}[{HAN}]{{3,30}}(?:局|办公室|委员会|厅|政府|中心|办)[ \t]{{0,30}}(?:(?:19|20)\d\d[ \t]?年|$)"
    r"|(?:19|20)\d\d[ \t]?年[^印]{0,16}印发|[。](?=.)"
)
_ITEM = re.compile(r"(?:[^、，,；;。（(]|[（(][^）)]{0,60}[）)])+")
_WIDE_GAP = re.compile(r"[ \t]{2,}")
_COUNT_OF_COPIES = re.compile(r"(?:[(（][^()（）]{0,10}[份\d][)）]|各?[\d一二三四五六七八九十两]{1,2}份|\.)[ \t]*$")


def find_copied_to(layout: Layout) -> list[Found]:
    """Whom the letter was copied to (抄送), one by one."""
    found: list[Found] = []
    for line in layout.lines_outside_body:
        match = _COPIES.match(layout.text, line.start)
        if match is None:
            continue
        listed = match["list"]
        if end := _IMPRINT.search(listed):
            listed = listed[: end.start()]
        found += _items(listed, match.start("list"))
    return _unique(found)


def _items(listed: str, offset: int) -> Iterator[Found]:
    for piece in _ITEM.finditer(listed):
        text = _COUNT_OF_COPIES.sub("", piece[0].strip(" \t")).strip(" \t)）〕]")
        lead = len(piece[0]) - len(piece[0].lstrip(" \t"))
        if text.strip() and text not in {"存档", "存"}:
            start = offset + piece.start() + lead
            yield Found(_WIDE_GAP.sub("", text.strip()), start, start + len(text.strip()))


def _unique(items: list[Found]) -> list[Found]:
    kept: dict[str, Found] = {}
    for item in items:
        kept.setdefault(item.value, item)
    return list(kept.values())
