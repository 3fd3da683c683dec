"""Whether those whom a text answers are members of a council, and whether it says that what they asked came in.

Villages, schools, firms and parties have deputies, committees and congresses of their own, and these hand in
proposals, too. A speech addresses members among others. News tell that an office received something (收悉后…); a
letter says it to those who sent it (您的提案收悉。).
"""

from __future__ import annotations

import re
from functools import lru_cache

from replies.letters.layout import Layout, is_salutation
from replies.letters.wordlists import holds_any, occurrences, read_parts

_MEMBERS = ("委员", "代表", "议员")
_SENTENCE = 160  # characters of one before its verb

_WORDS = read_parts("others.txt")
_BEFORE = {"代表": tuple(_WORDS["deputies"]), "委员": tuple(_WORDS["committees"])}
_FILLED = ("各位", "全体", "的")  # may stand between: 家委会各位委员
_GROUPS = tuple(_WORDS["groups"])
_CONGRESSES = tuple(_WORDS["congresses"])
# 共青团某市第五次代表大会, 团市委第三次代表大会, 县第十四次妇女代表大会
_NUMBERED_CONGRESS = re.compile(
    rf"(?:{'|'.join(_WORDS['bodies'])})(?:(?!人民|人大|政协|关于|对)[^，,。；：:\n]){{0,14}}?(?<!人民)代表大会"
    r"(?!精神|报告|决议|以来|制度|部署|召开|常务)"
)
_COUNCILS = re.compile(r"(?<!模拟)(?:政协|人大)|人民代表")
_CROWD = tuple(_WORDS["crowd"])
# The title of what was proposed may speak of anybody.
_TITLE = re.compile(
    r"[《“][^》”\n]{0,120}[》”]|关于(?:(?!提出|所提|反映)[^，。\n]){0,80}?的(?:提案|建议|议案)(?!的?提出)"
)
_TELLS = ("后", "并", "了", "该", "此", "这", "上述", "交办", "的")  # behind 收悉 where it is told of
_OBJECT = ("该", "交办")  # and where nobody says it to anybody
_ADDRESSED = ("您", "你", "贵")


def addresses_member(layout: Layout) -> bool:
    """Whether a line does nothing but address members of a council."""
    return _addresses_member(layout.of(layout.salutation))


def addresses_crowd(layout: Layout) -> bool:
    """Whether a speech begins: 尊敬的主席、各位领导、各位委员."""
    return holds_any(layout.of(layout.salutation), _CROWD)


def addresses_group(layout: Layout) -> bool:
    """Whether a firm, or a committee of owners or parents, is addressed: of a council it can be no member."""
    return layout.of(layout.salutation).rstrip(" ：:").endswith(_GROUPS)


def without_others(text: str) -> str:
    """`text` without the members of other bodies: 13位村民代表 are no deputies."""
    kept, at = [], 0
    for start, end in _others(text):
        kept.append(text[at:start])
        at = end
    return "".join((*kept, text[at:]))


def asked_by_others(asked: str, *, is_addressed: bool) -> bool:
    """Whether title and opening name another body or its members as those who ask, and no council.

    Where a line addresses a member (`is_addressed`), others' members are only mentioned.
    """
    if not _names_others(asked, is_addressed=is_addressed):
        return False
    outside = _TITLE.sub("", asked)
    return _names_others(outside, is_addressed=is_addressed) and not _COUNCILS.search(outside)


def names_council(text: str) -> bool:
    """Whether a text names a council, or a people's congress."""
    return _COUNCILS.search(text) is not None


def says_received(text: str) -> bool:
    """Whether a text says, as a letter does, that a proposal came in."""
    for at in occurrences(text, ("收悉", "敬悉")):
        if not text.startswith(_TELLS, at + 2):
            return True
        sentence = text[max(0, at - _SENTENCE) : at].rpartition("。")[2]
        if holds_any(sentence, _ADDRESSED) and not text.startswith(_OBJECT, at + 2):
            return True
    return False


@lru_cache(maxsize=8)  # several readers ask of the one line
def _addresses_member(line: str) -> bool:
    if not line or not holds_any(line, _MEMBERS) or not is_salutation(line):
        return False
    return not holds_any(line, _CROWD) and holds_any(without_others(line), _MEMBERS)


def _names_others(text: str, *, is_addressed: bool) -> bool:
    return (
        holds_any(text, _CONGRESSES)
        or _NUMBERED_CONGRESS.search(text) is not None
        or (not is_addressed and bool(_others(text)))
    )


def _others(text: str) -> list[tuple[int, int]]:
    """Where members of other bodies are named, in order."""
    found = []
    for at in occurrences(text, _BEFORE):
        start = at
        while filled := next((word for word in _FILLED if text.endswith(word, 0, start)), ""):
            start -= len(filled)
        words = _BEFORE[text[at : at + 2]]
        if text.endswith(words, 0, start) and not text.startswith(("团", "会"), at + 2):
            start -= max(len(word) for word in words if text.endswith(word, 0, start))
            found.append((start, at + 2))
    return found
