"""`split_letters(clean) -> list[CleanText]`: the letters of a page that holds several, each with its own head and foot.

A new letter begins where someone is addressed and the opening follows at once; what stands between the foot of the
letter before and that salutation (header, number, title) belongs to the new one.
"""

from __future__ import annotations

import itertools
import re

from replies.letters.layout import is_salutation
from replies.letters.normalize import CleanText
from replies.letters.patterns import MEMBER, PROPOSAL

_OPENS = re.compile(rf"(?:{PROPOSAL}|来函)[^\n]{{0,200}}(?:收悉|敬悉|如下)|(?:收悉|敬悉|收到)[^\n]{{0,80}}如下")
_ENDS = re.compile(
    r"[。！；]$|^[(（]?(?:抄[ \t]*[送报]|联[ \t]*系|承[ \t]*办|经[ \t]*办|附件)|印发[)）]?$|^(?:(?:19|20)\d\d"
    r"|[一二][〇○O零0九]).{2,14}日?$"
)
_SHORTEST = 120


def split_letters(clean: CleanText) -> list[CleanText]:
    """The parts in order; a page with one letter, or none, is one part."""
    lines = clean.text.split("\n")
    starts = []
    at = 0
    offsets = []
    for line in lines:
        offsets.append(at)
        at += len(line) + 1
    for index, line in enumerate(lines[:-1]):
        if not re.search(MEMBER, line) or not is_salutation(line):
            continue
        if any(_OPENS.search(following[:700]) for following in lines[index + 1 : index + 3]):
            starts.append(_first_of_head(lines, index, starts[-1] if starts else -1))
    cuts = [offsets[start] for start in starts]
    if len(cuts) < 2:
        return [clean]
    cuts[0] = 0
    bounds = [*cuts, len(clean.text)]
    parts = [(start, end) for start, end in itertools.pairwise(bounds) if end - start >= _SHORTEST]
    return [clean.part(start, end) for start, end in parts] if len(parts) > 1 else [clean]


def _first_of_head(lines: list[str], salutation: int, previous: int) -> int:
    index = salutation
    while index > previous + 2 and not _ENDS.search(lines[index - 1]):
        index -= 1
    return index
