"""The place that a figure holds for, when its sentence names another than the letter's own: 永兴路社区, 全国.

`PlaceReader(text, paragraphs).place(sentence_start, position)` -> the name as it stands, or None. A named street, town,
village or community governs what follows in its sentence; 全区, 全市, 我县 take the figure back to the letter.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import islice

from replies.letters.letter import Span
from replies.letters.wordlists import matches_in

_GENERIC = (
    "各|全|我|本|该|每|多|其|在|与|对|和|及|以|为|向|由|从|等|个|的|了|是|有|农村|城市|城乡|城镇|涉农|试点|部分|示范|所有|有关|建设|打造|创建|完成|新建|推进|"
    "实现|改造|老旧|居民|住宅|安置|智慧|美丽|行政|自然|乡镇|街镇|镇街|村级|市级|区级|县级|省级|国家|特色|传统|贫困|脱贫|重点|中心|社会|基层|党建|文明|平安|已|将|共|按|经|先|后|"
    "覆盖|涉及|选择|选取|确定|支持|指导|督促|组织|惠及|走访|深入|辖区|周边|附近|相关|边远|偏远|易地|集中|现有|其中|目前|一|二|两|三|四|五|六|七|八|九|十"
)
# A place is found by its last characters, which are few, and read backwards to where its name may begin.
_AFTER_NAME = r"(?=[的内共现已有新建辖占设投完累范户常6-9]|截至|总|开展|实施|养老|城市|60)"
_ENDING = re.compile(
    "|".join(f"{kind}{_AFTER_NAME}" for kind in ("街道", "镇", "乡", "社区", "村", "新区", "开发区"))
    + r"|全国|我国|全省|我省|全球|全市|全区|全县|全州|全镇|我市|我区|我县|我州|我镇|本市|本区|本县|辖区"
)
_WIDER = {"全国": "全国", "我国": "全国", "全省": "全省", "我省": "全省", "全球": "全球"}
_OWN = frozenset("全我本辖")
_NAME = re.compile(rf"(?:^|[，。；：:、（(\n,;]|在|其中)(?P<name>(?!{_GENERIC})[一-龥]{{1,5}})$")
_LONGEST = 8
# A text with more names is no letter.
_MOST_PLACES = 5000


class PlaceReader:
    """The places named in some paragraphs of a text, asked for by position in these."""

    def __init__(self, text: str, paragraphs: Iterable[Span]) -> None:
        self._text = text
        self._ends: list[int] = []
        self._names: list[str | None] = []
        for match in islice(matches_in(_ENDING, text, paragraphs), _MOST_PLACES):
            word = match[0]
            if word in _WIDER:
                self._add(match.end(), _WIDER[word])
            elif word[0] in _OWN:
                self._add(match.end(), None)
            elif name := self._name(match.start()):
                self._add(match.end(), name + word)

    def place(self, sentence_start: int, position: int) -> str | None:
        """The place named last before `position` in its sentence, or None when that is the letter's own."""
        index = bisect_right(self._ends, position) - 1
        return self._names[index] if index >= 0 and self._ends[index] > sentence_start else None

    def _add(self, end: int, name: str | None) -> None:
        self._ends.append(end)
        self._names.append(name)

    def _name(self, end: int) -> str | None:
        match = _NAME.search(self._text, max(0, end - _LONGEST), end)
        return match["name"] if match else None
