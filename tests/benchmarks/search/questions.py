"""The fixed list of questions, in a form that each engine translates into its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from replies.search.analysis import words
from replies.search.query import And, Everything, Node, Number, Or, Phrase, Word

FACETS = ("district", "year", "response_type", "body", "department")
TOP = 20

Kind = Literal["word", "and", "or", "phrase", "rare", "number", "filter", "browse"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: terms that all (or, for "or", any) must match, filters of one value each, by public readers.

    A phrase is the run of its tokens to engines that know no other, and a run of characters to ours.
    """

    kind: Kind
    terms: tuple[str, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def tokens(self) -> list[str]:
        """The terms as the index has them: a phrase's in their order."""
        return [token for term in self.terms for token in words(term)] if self.kind == "phrase" else list(self.terms)

    @property
    def node(self) -> Node:
        """The question for our engine."""
        if not self.terms:
            return Everything()
        if self.kind == "phrase":
            return Phrase(self.terms[0])
        if self.kind == "number":
            return Number(self.terms[0])
        parts = tuple(map(Word, self.terms))
        return parts[0] if len(parts) == 1 else (Or if self.kind == "or" else And)(parts)

    def __str__(self) -> str:
        shown = (" OR " if self.kind == "or" else " ").join(self.terms)
        return " ".join(filter(None, [shown, *(f"{name}={value}" for name, value in self.filters.items())]))


def questions(districts: list[str]) -> list[Question]:
    """The list; `districts` are the codes to filter by."""
    listed: list[tuple[Kind, str]] = [
        ("word", "养老 教育 交通 医疗 社区 就业 环境 住房"),
        ("rare", "考古 欺诈 孤独症 皮影戏 溶洞 侨批"),
        ("phrase", "养老服务体系 高质量发展 老旧小区改造 十五分钟养老服务圈 居家养老服务中心 家庭医生签约 阶段性成效"),
    ]
    found = [Question(kind, (term,)) for kind, terms in listed for term in terms.split()]
    together = ("养老 服务", "老旧 小区", "电梯 加装", "校园 安全", "垃圾 分类", "停车 收费", "残疾 儿童", "农村 公路",
                "学校 午餐 家长", "企业 贷款 培训", "小区 消防 改造")  # fmt: skip
    found += [Question("and", tuple(terms.split())) for terms in together]
    either = ("助餐 食堂 护理", "公交 地铁 停车", "就业 创业 培训", "噪声 扬尘 油烟", "彩礼 家暴 婚姻")
    found += [Question("or", tuple(terms.split())) for terms in either]
    found += [Question("number", (number,)) for number in ("056", "318", "777")]
    first, second, third = districts[:3]
    found += [
        Question("filter", ("养老",), {"district": first, "year": "2021", "response_type": "A"}),
        Question("filter", ("教育",), {"year": "2020", "response_type": "B"}),
        Question("filter", ("交通",), {"district": second}),
        Question("browse", (), {"district": third, "year": "2022", "response_type": "A"}),
        Question("browse", ()),
    ]
    return found
