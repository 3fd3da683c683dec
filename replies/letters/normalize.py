"""`normalize(source) -> CleanText`: the text that finders read, with the way back to the text as it came.

What changes: widths and odd blanks (one character for one), traditional script to simplified, characters that nobody
sees, a word processor's field codes, pinyin that hijacked pages put behind characters, marks of Markdown and HTML, a
web page's own words, line breaks inside paragraphs. What stays: every character of the letter itself, also a damaged
one. `CleanText.span` says for each place where it stands in the source.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from replies.letters import chrome, wrapping
from replies.letters.breaking import breaks
from replies.letters.characters import Edit, is_plain, same_length, spread, unseen
from replies.letters.letter import Span, Warning, as_span


@dataclass(frozen=True, slots=True)
class CleanText:
    """A text whose character `i` stands at `offsets[i]` of its source; `warnings` count in the source.

    `rejoined` says that lines of the source were put together to paragraphs.
    """

    source: str
    text: str
    offsets: array[int]
    warnings: tuple[Warning, ...] = ()
    rejoined: bool = False

    def span(self, start: int, end: int) -> Span:
        """The run of the source that `text[start:end]` was made from."""
        offsets = self.offsets
        if not offsets:
            return Span(0, 0)
        if end <= start:
            at = offsets[start] if start < len(offsets) else offsets[-1] + 1
            return Span(at, at)
        return as_span((offsets[start], offsets[end - 1] + 1))

    def edited(self, edits: Iterable[Edit], warnings: Iterable[Warning] = ()) -> CleanText:
        """With each `(start, end, replacement)` done; a replacement is empty or one character; none may overlap."""
        edits = list(edits)
        if not edits:
            return self
        pieces: list[str] = []
        offsets = array("I")
        at = 0
        for start, end, replacement in edits:
            pieces.append(self.text[at:start])
            offsets.extend(self.offsets[at:start])
            if replacement:
                pieces.append(replacement)
                offsets.append(self.offsets[min(start, len(self.offsets) - 1)])
            at = end
        pieces.append(self.text[at:])
        offsets.extend(self.offsets[at:])
        return CleanText(self.source, "".join(pieces), offsets, (*self.warnings, *warnings))

    def part(self, start: int, end: int) -> CleanText:
        """The clean text of one part of a page, still counting in the whole source."""
        return CleanText(self.source, self.text[start:end], self.offsets[start:end])


@lru_cache(maxsize=1)  # a letter is read, and then its paragraphs are told apart
def normalize(source: str) -> CleanText:
    """The clean text of `source`: one paragraph a line, no empty lines."""
    clean = CleanText(source, same_length(source), _counted_to(len(source)))
    clean = clean if is_plain(source) else clean.edited(unseen(clean.text))
    clean = clean.edited(spread(clean.text))
    clean = clean.edited(breaks(clean.text))
    return _one_paragraph_a_line(clean)


_COUNTED = array("I", range(20_000))  # as many as nearly every letter has characters


def _counted_to(length: int) -> array[int]:
    """0, 1, 2 … up to `length`: copied where that can be, for to count takes far longer."""
    return _COUNTED[:length] if length <= len(_COUNTED) else array("I", range(length))


MOST_LINES = 20_000  # that are read of one file; a reply letter has a few dozen

_MARKDOWN = re.compile(r"[#>]{1,6}[ \t]+|[-*•][ \t]+(?=[\u4e00-\u9fff])|\|[ \t]*")
_ODD_START = frozenset("-—－–_=*~·•.…|:+#>第")  # or a digit
_RULE = re.compile(r"[-—_=*~·.…\s|:+]{2,}|[-—_=*~|]")
_PAGE_NUMBER = re.compile(
    r"[-—－–·\s]{0,6}(?:第[ \t]?)?\d{1,3}(?:[ \t]?页(?:[ \t]?共[ \t]?\d{1,3}[ \t]?页)?|/\d{1,3})?[-—－–·\s]{0,6}"
)


def _one_paragraph_a_line(clean: CleanText) -> CleanText:
    lines = [line for start, text in _lines(clean.text, MOST_LINES) if (line := _trimmed(start, text, clean)).text]
    verdict = chrome.judge([line.text for line in lines])
    warnings = _chrome_warnings(clean, lines, verdict.dropped, verdict.cut) + _left_unread(clean)
    kept = _kept(lines, verdict) if verdict.dropped or verdict.cut else lines
    joined = wrapping.joins(kept)
    edits: list[Edit] = []
    at = 0
    for index, line in enumerate(kept):
        separator = "" if index == 0 or joined[index - 1] else "\n"
        if clean.text[at : line.start] != separator:
            edits.append((at, line.start, separator))
        at = line.end
    edits.append((at, len(clean.text), ""))
    edited = clean.edited(edits, warnings)
    return replace(edited, rejoined=True) if any(joined) else edited


def _kept(lines: list[wrapping.Line], verdict: chrome.Verdict) -> list[wrapping.Line]:
    kept = []
    for index, line in enumerate(lines):
        if cut := verdict.cut.get(index, 0):
            line = line._replace(start=line.start + cut, text=line.text[cut:])  # noqa: PLW2901 - its front is left out
        if index not in verdict.dropped and line.start < line.end:
            kept.append(line)
    return kept


def _left_unread(clean: CleanText) -> list[Warning]:
    if clean.text.count("\n") < MOST_LINES:
        return []
    first = next(islice(_lines(clean.text, MOST_LINES + 1), MOST_LINES, None), None)
    place = clean.span(first[0], len(clean.text)) if first else None
    return [Warning("too_long", f"只读了前 {MOST_LINES:,} 行", *place)] if place else []


def _lines(text: str, most: int) -> Iterator[tuple[int, str]]:
    """Where each of the first lines begins, and what stands on it; empty lines left out."""
    start = 0
    for line in text.split("\n"):
        if line:
            if most == 0:
                return
            most -= 1
            yield start, line
        start += len(line) + 1


def _trimmed(start: int, text: str, clean: CleanText) -> wrapping.Line:
    """A line without its blanks, its Markdown mark, and nothing at all if it is a rule or a page number."""
    indent = 0
    if text[:1].isspace():
        blanks = len(text) - len(text.lstrip())
        indent = wrapping.width(clean.source[slice(*clean.span(start, start + blanks))])
        start += blanks
    text = text.strip()
    first = text[:1]
    if first not in _ODD_START and not first.isdecimal():
        return wrapping.Line(start, start + len(text), text, indent)
    if mark := _MARKDOWN.match(text):
        start, text = start + mark.end(), text[mark.end() :]
        indent = 0
        text = text[:-1].rstrip() if text.endswith("|") else text
    if _RULE.fullmatch(text) or (_PAGE_NUMBER.fullmatch(text) and not text.isdigit()):
        text = ""
    return wrapping.Line(start, start + len(text), text, indent)


def _chrome_warnings(
    clean: CleanText, lines: list[wrapping.Line], dropped: frozenset[int], cut: dict[int, int]
) -> list[Warning]:
    """One warning for each run of neighbouring lines left out."""
    spans: list[list[int]] = []
    last = -2
    for index in sorted({*dropped, *cut}):
        line = lines[index]
        end = line.end if index in dropped else line.start + cut[index]
        if index == last + 1:
            spans[-1][1] = end
        else:
            spans.append([line.start, end])
        last = index
    return [Warning("page_chrome", "网页自身的文字，未作为复文内容", *clean.span(*span)) for span in spans]
