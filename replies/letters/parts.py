"""`split_letters(clean) -> list[CleanText]`: the letters of a page that holds several, each with its own head and foot.

A new letter begins where someone is addressed and the opening follows at once, or, where nobody is, under a title of a
reply; what stands between the foot of the letter before and that place (header, number, title) belongs to the new one.
"""

from __future__ import annotations

import itertools
import re

from replies.letters.layout import is_salutation
from replies.letters.normalize import CleanText
from replies.letters.patterns import HAN, MEMBER, PROPOSAL, REPLY

_OPENS = re.compile(rf"(?:{PROPOSAL}|来函)[^\n]{{0,200}}(?:收悉|敬悉|如下)|(?:收悉|敬悉|收到)[^\n]{{0,80}}如下")
_ENDS = re.compile(
    r"[。！；]$|^[(（]?(?:抄[ \t]*[送报]|联[ \t]*系|承[ \t]*办|经[ \t]*办|附件)|印发[)）]?$|^(?:(?:19|20)\d\d"
    r"|[一二][〇○O零0九]).{2,14}日?$"
)
_MEMBER = re.compile(MEMBER)
_RECEIVED = re.compile(r"(?:收悉|敬悉)[^\n]{0,160}如下")
_GROUP = re.compile(rf"^(?:[{HAN}、·]{{2,60}})(?:委|会|委员会|社|支部|总支|小组|联|界|院|党|盟|团)[:：]$")
_TITLE = re.compile(
    rf"(?:关于|对)[^。；\n]{{0,120}}(?:{PROPOSAL}|号[)）]?)[^。；，\n]{{0,20}}(?:{REPLY}|意见)(?:[(（][^)）\n]{{0,12}}[)）])?$"
)
_OPENING = 700  # characters of a line in which the words of an opening are looked for
_LINES_TO_OPENING = 4
_SHORTEST_LINE = 4  # of one that addresses somebody, or is a title
_SHORTEST = 120


def split_letters(clean: CleanText) -> list[CleanText]:
    """The parts in order; a page with one letter, or none, is one part."""
    lines = clean.text.split("\n")
    openings = [(index, line[:_OPENING]) for index, line in enumerate(lines) if "悉" in line or "如下" in line]
    opens = {index for index, opening in openings if _OPENS.search(opening)}
    received = {index for index, opening in openings if _RECEIVED.search(opening)}
    if not opens and not received:
        return [clean]
    starts = []
    near = {index - back for index in opens for back in (1, 2)}
    near |= {index - back for index in received for back in range(1, _LINES_TO_OPENING + 1)}
    for index in sorted(index for index in near if 0 <= index < len(lines) - 1):
        if _begins(lines, index, opens, received):
            starts.append(_first_of_head(lines, index, starts[-1] if starts else -1))
    if len(starts) < 2:
        return [clean]
    offsets = [0, *itertools.accumulate(len(line) + 1 for line in lines)]
    bounds = [0, *(offsets[start] for start in starts[1:]), len(clean.text)]
    parts = [(start, end) for start, end in itertools.pairwise(bounds) if end - start >= _SHORTEST]
    return [clean.part(start, end) for start, end in parts] if len(parts) > 1 else [clean]


def _begins(lines: list[str], index: int, opens: set[int], received: set[int]) -> bool:
    """Whether a letter begins at a line: with its salutation, or, when it has none, with its title.

    `opens` are the lines with the words of an opening, `received` those that name both its beginning and its end.
    """
    line, after = lines[index], index + 1
    if len(line) < _SHORTEST_LINE:
        return False
    if _MEMBER.search(line) and is_salutation(line):
        return not opens.isdisjoint(range(after, after + 2))
    if len(line) > 240 or received.isdisjoint(range(after, after + _LINES_TO_OPENING)):
        return False
    if _GROUP.match(line):
        return not received.isdisjoint(range(after, after + 2))
    if not _TITLE.search(line):
        return False
    following = lines[after : after + _LINES_TO_OPENING]
    addressed = (other for other in following if is_salutation(other) or _GROUP.match(other) or _TITLE.search(other))
    return not any(addressed)


def _first_of_head(lines: list[str], salutation: int, previous: int) -> int:
    index = salutation
    while index > previous + 2 and not _ENDS.search(lines[index - 1]):
        index -= 1
    return index
