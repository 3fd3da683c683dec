"""Noun phrases beside a quantity: `noun_after(after, kind)`, `noun_before(before)`, and what they are made of.

In: the text of a clause on one side of the quantity. Out: the words that name what is counted, without the time, the
subject, the verbs and the predicates around them, as `clean` leaves them. The words that open or close a phrase are
lists in `metrics_words`.
"""

from __future__ import annotations

import re

from replies.letters import metrics_words as words

_LONGEST_PREDICATE = 18
_MAX_VERB = 12
_LONGEST_CHANGE = 5
_MAX_LABEL = 40
_BRACKETS = str.maketrans("()", "（）")
_COMPARES = re.compile(r"^(?:低于|高于|优于|少于|多于|是(?!否))(?=..)")
_COMPARES_STARTS = frozenset("低高优少多是")
_COUNTED_AS = re.compile(r"[（(][只匹头台套处个人件条座间][)）](?=[一-龥])")
_PARTICLE = re.compile(r"\s?(?:不等|以上|左右|上下)?\s?的?\s?")
_PARTICLE_STARTS = frozenset("不以左上的")
_STANDARD = re.compile(
    r"(?:标准|额度|比例|价格)(?:给予|予以|发放|对|进行|为|支付|落实|安排|拨付|核拨|核定|兑现|计发|收取|缴纳|提取)?"
)
_STANDARD_STARTS = frozenset("标额比价")
_QUOTES = re.compile(r"[“”‘’\"「」《》]")
_QUOTED = re.compile(r"“[^“”]*”")
_IN_QUOTES = re.compile(r"“[^“”]+”")
# 由4个压减至2个: what was done to the number, no noun.
_CHANGED_TO = re.compile(r"\s?[一-龥]{2}[至到为]\s?")
_DONE = re.compile(r"^(?:完成|开展|实施)了?(?=[一-龥]{3})")  # 完成河道清淤 says 河道清淤
# 21个已改造小区、: a noun with what was done to it, and no predicate.
_DONE_TO = re.compile(
    r"已(?:改造|建成|完工|竣工|开工|投用|接管|登记|签约|备案|运营|开放|建档|脱贫|拆除|关停)[一-龥]{2,8}(?=[，。；、,;])"
)
_DONE_STARTS = frozenset("完开实")
_SUCH_AS = re.compile(r"^“[^“”]{1,20}”等(?=..)")
_SPACES = re.compile(r"(?<![A-Za-z])\s|\s(?![A-Za-z])")
_LIST_MARK = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}(?:是|要)|[（(]?[一二三四五六七八九十0-9]{1,2}[）)、.．]|首先|其次|再次|最后|[一二三另]处是)"
)
_LIST_MARK_STARTS = frozenset("一二三四五六七八九十0123456789（(首其再最另")


def noun_after(after: str, kind: str) -> str:
    """The noun that stands right after a quantity of this kind of unit, empty if none does."""
    phrase = after[_PARTICLE.match(after).end() :] if _begins_with_particle(after) else after
    if len(phrase) <= _LONGEST_CHANGE and _CHANGED_TO.fullmatch(phrase):
        return ""
    if kind == "times" and phrase[:1] == "多":
        return ""
    if kind == "people" and phrase.startswith("口"):
        return "人口"
    if phrase[:1] in "（(" and (other := _COUNTED_AS.match(phrase)):
        phrase = phrase[other.end() :]
    opening = words.OPENING_VERB.match(phrase) if kind == "money" else _kinds_of(phrase)
    if opening:
        phrase = phrase[opening.end() :]
    elif words.STOPS_AT_ONCE.match(phrase):
        done = _DONE_TO.match(phrase) if phrase[:1] == "已" else None
        return clean(done[0]) if done else ""
    if phrase[:1] in _STANDARD_STARTS and (standard := _STANDARD.match(phrase)):
        phrase = phrase[standard.end() :]
    if end := words.PHRASE_END.search(phrase):
        phrase = phrase[: end.start()]
    phrase = _cut_at_possessive(phrase)
    return clean(words.CLOSING.sub("", phrase) if phrase[-1:] in words.CLOSING_ENDS else phrase)


def _begins_with_particle(after: str) -> bool:
    return after[:1] in _PARTICLE_STARTS or after[:1].isspace()


def _kinds_of(phrase: str) -> re.Match[str] | None:
    return words.KINDS_OF.match(phrase) if phrase[:1] == "各" else None


def links(before: str) -> bool:
    """Whether the clause links its noun to the quantity: 床位达, 总数为."""
    last = before[-1:]
    return (last in words.LINK_ENDS or last.isspace()) and words.LINKING_PREDICATE.search(before) is not None


def _cut_at_possessive(phrase: str) -> str:
    """133个社区的设施 counts 社区; 584名符合条件的老年人 counts 老年人."""
    owner, possessive, _owned = phrase.partition("的")
    return owner if possessive and words.HEAD_NOUN.search(owner) else phrase


def without_predicate(phrase: str) -> str:
    """Leave out what links the noun to the quantity: 达到, 由, 每人每月."""
    phrase = phrase.rstrip()
    while phrase and (phrase[-1] in words.PREDICATE_ENDS or "（" in phrase[-7:]):
        match = words.PREDICATE.search(phrase, max(0, len(phrase) - _LONGEST_PREDICATE))  # blanks go with `rstrip`
        if match is None:
            break
        phrase = phrase[: match.start()].rstrip()
    return phrase.lstrip()


def _without_list_mark(phrase: str) -> str:
    mark = _LIST_MARK.match(phrase) if phrase[:1] in _LIST_MARK_STARTS else None
    return phrase[mark.end() :] if mark else phrase


def noun_before(before: str) -> tuple[str, bool]:
    """The noun phrase that ends right before the quantity, but for a predicate, and whether it ends in a verb.

    养老床位 and 养老床位建设 are nouns (the second ends in a verb); after 累计完成 there is none.
    """
    before = _without_list_mark(before.strip())
    phrase = without_predicate(before)
    ends_in_verb = False
    if phrase == before.strip() or not links(before):
        ends_in_verb = _ends_in(words.NOUNLIKE_AT_END, phrase)
        if not ends_in_verb and _ends_in(words.VERB_AT_END, phrase):
            return "", True
    noun = open_phrase(phrase)
    if noun[:1] in _COMPARES_STARTS:
        noun = _COMPARES.sub("", noun)
    if noun.endswith("中"):
        noun = words.AMONG.sub("", noun)
    if not noun or is_verb_only(noun):
        return "", True
    return clean(noun), ends_in_verb


def is_verb_only(noun: str) -> bool:
    """Whether what should be a noun is only what is done: 累计完成, 每人."""
    may_be = noun[0] in words.VERB_ONLY_STARTS and noun[-1] in words.VERB_ONLY_ENDS
    return may_be and words.VERB_ONLY.fullmatch(noun) is not None


def _ends_in(verb: re.Pattern[str], phrase: str) -> bool:
    return phrase[-1:] in words.VERB_ENDS and verb.search(phrase, max(0, len(phrase) - words.LONGEST_VERB)) is not None


def verb_before(before: str) -> str:
    """What is done, for want of a noun: 培训, 一期投入, 每部电梯补助."""
    phrase = open_subject(without_predicate(_without_list_mark(before.strip())))
    if not phrase or len(phrase) < 2:
        return ""
    if len(phrase) <= _MAX_VERB:
        return clean(_DONE.sub("", phrase) if phrase[0] in _DONE_STARTS else phrase)
    match = words.VERB_AT_END.search(phrase)
    return clean(match[0]) if match else ""


def open_subject(phrase: str) -> str:
    """Leave out time, place and adverbs at the head of a phrase."""
    phrase = phrase.strip()
    while True:
        shorter = _without_list_mark(phrase)
        if words.may_be_subject(shorter) and (subject := words.SUBJECT.match(shorter)):
            shorter = shorter[subject.end() :]
        shorter = shorter.strip()
        if shorter == phrase or not shorter:
            return shorter
        phrase = shorter


def open_phrase(phrase: str) -> str:
    """Leave out what stands before the noun: time, subject, adverbs and verbs."""
    cut = 0
    while start := words.CUT_START.search(phrase, cut):
        match = words.CUT.search(phrase, start.start())
        if match is None:
            break
        cut = match.end()
    while True:
        phrase = open_subject(phrase[cut:])
        opening = words.OPENING_NOUNLIKE.match(phrase) if phrase[:1] in words.NOUNLIKE_STARTS else None
        if opening is None:
            return phrase
        cut = opening.end()


def clean(label: str) -> str:
    """The label as the text has it, without blanks, loose brackets and quotation marks around all of it."""
    if not label.isalnum():
        label = _unpunctuated(label)
    return label[-_MAX_LABEL:].strip("的、和与及，,·•")


def _unpunctuated(label: str) -> str:
    if label.split() != [label]:
        label = _SPACES.sub("", label)
    if "(" in label or ")" in label:
        label = label.translate(_BRACKETS)
    if label.count("（") != label.count("）"):
        label = label.partition("（")[0] if "（" in label and "）" not in label else label.replace("）", "")
    whole_quotes = "“" in label and label.count("“") == label.count("”") and _IN_QUOTES.search(label)
    if whole_quotes and label[0] == "“":
        label = _SUCH_AS.sub("", label)
    if not whole_quotes or _QUOTED.fullmatch(label):
        label = _QUOTES.sub("", label)
    return label
