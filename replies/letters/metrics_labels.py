"""What a quantity counts: `label_quantities(text, quantities, reader)` -> one label for each, as the text has it.

A small grammar of the neighbourhood. The noun stands after the quantity (27家养老机构, 390万元完成…项目) or before it,
with or without a predicate (养老床位4103张, 总建筑面积达…); a share is named by its base (占全区户籍人口), growth by
its word (同比增长); lists share their nouns (甲、乙分别为3个、5个), and what names nothing of its own takes the noun
of the quantity before it. Verbs that open or close a noun phrase are word lists in `metrics_words`.
"""

from __future__ import annotations

import re

from replies.letters import metrics_words as words
from replies.letters.metrics_quantities import Quantity

_REACH_BEFORE = 70
_REACH_AFTER = 44
_BRACKETS = str.maketrans("()", "（）")
_CLAUSE = re.compile(r"[，。；：！？,;:!?\n]")
_OPENED = re.compile(r"[（(](?=[^（()）]*$)")
_SHARE_OF = re.compile(
    r"占(?:到|据|全部|比重?为?)?了?(?P<base>[^占，。；：,;\n]{1,30}?)(?:总?的(?:比例|比重)?|比例|比重)?\s?(?:达到?|为|约|超过?|近|在)?\s?$"
)
_GROWTH = re.compile(
    r"(?P<growth>(?:(?:同比|环比|年均|年均复合|平均|(?:较|比)[^，。；,;]{1,14}?|分别|累计|逐年|共|合计)\s?)*"
    r"(?:增长|增加|增幅|增速|提高|提升|上升|上涨|下降|减少|降低|降幅|下跌|回落|缩短|压减|压缩|扩大|翻)(?:了|率|幅度)?)"
    r"(?:为|达到?|约)?\s?$"
)
_LEVEL = re.compile(
    r"(?:增加|增长|提高|提升|上升|扩大|扩展|拓展|下降|减少|降低|降|增|升|缩短|压缩|压减)(?:到了?|至了?|为)\s?$"
)
_RESPECTIVELY = re.compile(
    r"(?P<items>[^，。；：,;:\n]{2,60}?)(?:分别|各)(?:为|是|有|达到?|新增|增加|完成|建成|新建|占)?\s?$"
)
_ITEM_SEPARATOR = re.compile(r"[、和与及]|以及")
_LIST_GAP = re.compile(r"\s?(?:[、，,和与及]|以及)?\s?$")
_EXTENDED = re.compile(r"将(?P<subject>[^，。；：]{2,24}?)(?:从|由)[^。；\n]{1,60}(?:等)$")
_FOLLOWING_CLAUSE = re.compile(
    r"\s?[，,]\s?(?:用于|主要用于|专项用于|支持|扶持)?(?P<purpose>(?:建设|完成|实施|开展|新建|改造|购置|打造|推进|支持|用于)[^，。；、,;\n]{2,30})"
)
_PARTICLE = re.compile(r"^\s?(?:不等|以上|左右|上下)?\s?(?:的)?\s?")
_STANDARD = re.compile(r"^的?(?:标准|额度|比例|价格)(?:给予|予以|发放|对|进行|为|支付)?")
_QUOTES = re.compile(r"[“”‘’\"「」]")
_LIST_MARK = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}是|[（(]?[一二三四五六七八九十0-9]{1,2}[）)、.．]|第[一二三四五六]|首先|其次|再次|最后)"
)


def label_quantities(text: str, quantities: list[Quantity], sentence_starts: list[int]) -> list[str]:
    """The label of each quantity; `sentence_starts[i]` is where the sentence of quantity i begins."""
    labels: list[str] = []
    waiting: list[str] = []
    for index, quantity in enumerate(quantities):
        lower = max(sentence_starts[index], quantity.outer_start - _REACH_BEFORE)
        same_sentence = index > 0 and quantities[index - 1].start >= sentence_starts[index]
        if same_sentence:
            lower = max(lower, quantities[index - 1].outer_end)
        upper = quantities[index + 1].outer_start if index + 1 < len(quantities) else len(text)
        before = text[lower : quantity.outer_start]
        after = text[quantity.outer_end : min(upper, quantity.outer_end + _REACH_AFTER)]
        if waiting and _LIST_GAP.fullmatch(before):
            labels.append(waiting.pop(0))
            continue
        waiting = _respective_items(before)
        if waiting:
            labels.append(waiting.pop(0))
            continue
        label = _label(quantity, _last_clause(before), after, text[sentence_starts[index] : quantity.outer_start])
        if not label and same_sentence:
            label = labels[-1]
        labels.append(label)
    _share_forward(quantities, labels)
    return labels


def _share_forward(quantities: list[Quantity], labels: list[str]) -> None:
    """300、200、100元不等的政府购买服务: the numbers without a unit of their own take the label that follows."""
    for index in range(len(quantities) - 2, -1, -1):
        following = quantities[index + 1]
        adjacent = following.outer_start - quantities[index].outer_end <= 2
        if quantities[index].shared or (adjacent and quantities[index].unit == following.unit and not labels[index]):
            labels[index] = labels[index + 1] or labels[index]


def _last_clause(before: str) -> str:
    if opened := _OPENED.search(before):
        before = before[opened.end() :]
    start = 0
    for match in _CLAUSE.finditer(before):
        start = match.end()
    return before[start:]


def _respective_items(before: str) -> list[str]:
    match = _RESPECTIVELY.search(_last_clause(before))
    if match is None:
        return []
    items = [item.strip() for item in _ITEM_SEPARATOR.split(_open_phrase(match["items"])) if item.strip()]
    return items if len(items) > 1 else []


def _label(quantity: Quantity, before: str, after: str, sentence: str) -> str:
    if quantity.unit == "%" and (match := _SHARE_OF.search(before)):
        return "占" + _clean(match["base"])
    if match := _GROWTH.search(before):
        if quantity.unit in ("%", "百分点", "倍"):
            subject = _open_phrase(words.PREDICATE.sub("", before[: match.start()]))
            return _clean(subject + match["growth"])
    if match := _LEVEL.search(before):
        before = before[: match.start()]
    if (match := _EXTENDED.search(sentence)) and quantity.unit in ("项", "个", "种", "类"):
        return _clean(match["subject"])
    following = _noun_after(after)
    preceding, verb = _noun_before(before)
    if following and (not preceding or _prefers_after(quantity, before, after, preceding)):
        return following
    if preceding:
        return preceding
    if following:
        return following
    if match := _FOLLOWING_CLAUSE.match(after):
        return _clean(match["purpose"])
    return verb


def _prefers_after(quantity: Quantity, before: str, after: str, preceding: str) -> bool:
    """Both sides offer a noun: the one after wins unless the one before is its subject (养老床位780张用于…)."""
    if quantity.kind in ("share", "points", "times", "length"):
        return False
    return not words.ENDS_IN_NOUN_PREDICATE.search(before)


def _noun_after(after: str) -> str:
    phrase = _PARTICLE.sub("", after, count=1)
    if words.STOPS_AT_ONCE.match(phrase):
        return ""
    phrase = _STANDARD.sub("", phrase)
    phrase = words.OPENING_VERB.sub("", phrase)
    end = words.PHRASE_END.search(phrase)
    if end:
        phrase = phrase[: end.start()]
    phrase = _cut_at_possessive(phrase)
    phrase = words.CLOSING.sub("", phrase)
    return _clean(phrase)


def _cut_at_possessive(phrase: str) -> str:
    """133个社区的设施 counts 社区; 584名符合条件的老年人 counts 老年人."""
    owner, possessive, _owned = phrase.partition("的")
    return owner if possessive and words.HEAD_NOUN.search(owner) else phrase


def _noun_before(before: str) -> tuple[str, str]:
    """The noun phrase that ends before the quantity, and, for want of one, the verb that stands there."""
    phrase = before
    while True:
        shorter = words.PREDICATE.sub("", phrase, count=1)
        if shorter == phrase:
            break
        phrase = shorter
    whole = _open_subject(phrase)
    noun = _open_phrase(phrase)
    if len(noun) >= 2 and not words.VERB_ONLY.fullmatch(noun):
        return _clean(noun), ""
    return "", _clean(whole) if len(whole) <= 12 else ""


def _open_subject(phrase: str) -> str:
    phrase = phrase.strip()
    while True:
        shorter = words.SUBJECT.sub("", _LIST_MARK.sub("", phrase), count=1).strip()
        if shorter == phrase or len(shorter) < 2:
            return phrase if len(shorter) < 2 and not words.SUBJECT.fullmatch(phrase) else shorter
        phrase = shorter


def _open_phrase(phrase: str) -> str:
    """Leave out what stands before the noun: time, subject, adverbs and verbs."""
    phrase = _open_subject(phrase)
    cut = 0
    for match in words.CUT.finditer(phrase):
        if match.end() <= len(phrase):
            cut = match.end()
    return _open_subject(phrase[cut:]) if cut else phrase


def _clean(label: str) -> str:
    label = _QUOTES.sub("", label).translate(_BRACKETS)
    label = re.sub(r"(?<![A-Za-z])\s|\s(?![A-Za-z])", "", label)
    if label.count("（") != label.count("）"):
        label = (
            label.strip("（）")
            if label.count("（") + label.count("）") == 1 and label[-1:] + label[:1] in ("（", "）")
            else label
        )
    return label.strip("的、和与及，,·• ")
