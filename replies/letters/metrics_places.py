"""The place that a figure holds for, when its sentence names another than the letter's own: 永兴路社区, 全国.

`find_place(text, sentence_start, position)` -> the name as it stands, or None. A named street, town, village or
community governs its clause and the ones after it in the sentence; 全区, 全市, 我县 take the figure back to the letter.
"""

from __future__ import annotations

import re

_GENERIC = (
    "各|全|我|本|该|每|多|其|在|与|对|和|及|以|为|向|由|从|等|个|的|了|是|有|农村|城市|城乡|城镇|涉农|试点|部分|示范|所有|有关|建设|打造|创建|完成|新建|推进|"
    "实现|改造|老旧|居民|住宅|安置|智慧|美丽|行政|自然|乡镇|街镇|镇街|村级|市级|区级|县级|省级|国家|特色|传统|贫困|脱贫|重点|中心|社会|基层|党建|文明|平安|已|将|共|按|经|先|后|"
    "覆盖|涉及|选择|选取|确定|支持|指导|督促|组织|惠及|走访|深入|辖区|周边|附近|相关|边远|偏远|易地|集中|现有|其中|目前|一|二|两|三|四|五|六|七|八|九|十"
)
_PLACE = re.compile(
    rf"(?:(?<=[，。；：:、（(\n,;])|^|(?<=在)|(?<=其中))(?P<place>(?!{_GENERIC})[一-龥]{{2,6}}?(?:街道|镇|乡|社区|村|新区|开发区))"
    r"(?=[的内共现已有新建辖占设投完累范户常6-9]|截至|总|开展|实施|养老|城市|60)"
    r"|(?P<wider>全国|我国|全省|我省|全球)|(?P<own>全[市区县州镇]|[我本][市区县州镇]|全街道|辖区)"
)

_REACH = 160


def find_place(text: str, sentence_start: int, position: int) -> str | None:
    """The place named last before `position` in its sentence, or None when that is the letter's own."""
    named = None
    for match in _PLACE.finditer(text, max(sentence_start, position - _REACH), position):
        named = match["place"] or match["wider"]
    return {"我国": "全国", "我省": "全省"}.get(named, named) if named else None
