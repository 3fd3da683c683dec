"""The small named parts from which the room's regular expressions are composed.

Every part is a string, bounded in length and free of nested quantifiers, so that what is composed of them reads any
text in linear time. Parts with a group name it themselves; all others capture nothing.
"""

from __future__ import annotations

import re

HAN = r"\u3400-\u4dbf\u4e00-\u9fff〇"
SPACE = r"[ \t]"
GAP = r"[ \t]{0,8}"
BREAK = r"[ \t\n]{0,12}"
COLON = r"[:：]"

HAN_DIGIT = "〇○零一二三四五六七八九OoＯ0０"
HAN_NUMBER = "零〇一二三四五六七八九十百两"
OPEN, CLOSE = r"[〔\[【(（﹝「{]", r"[〕\]】)）﹞」}]"

# A name of five to ten characters transcribes another language; offices are as long, and hold one of these characters.
_OF_OFFICES = (
    "科股室局处部委办心市县区镇乡村街道组队站院校所司位员长"
    "管业务综教育规建设划财政农产经济社会事策服传资源工程监督电话联系"
)
TRANSCRIBED = rf"(?:(?![{_OF_OFFICES}])[{HAN}]){{5,10}}(?![{HAN}])"

# What members of a council are called when a letter speaks to them.
MEMBER = r"(?:政协委员|人大代表|委员|代表|议员)"
# The words for what they hand in.
PROPOSAL = r"(?:提案|建议案|建议|议案|意见|社情民意)"
# What a reply calls itself at the end of its title.
REPLY = (
    r"(?:答复意见|办理意见|会办意见|协办意见|分办意见|办理情况|办理结果"
    r"|答复|复函|回复|回函|函复|办复|复文|批复|复信|的函|的报告)"
)


def spaced(word: str) -> str:
    """A pattern for `word` with blanks allowed between its characters, as in 「索 引 号」."""
    return GAP.join(re.escape(character) for character in word)


def any_of(*words: str) -> str:
    """A group that matches the longest of `words` first, blanks inside them allowed."""
    return "(?:" + "|".join(spaced(word) for word in sorted(words, key=len, reverse=True)) + ")"
