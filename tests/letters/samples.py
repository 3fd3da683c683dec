"""Small letters for tests of one field at a time: `compose(title=…)` changes one part and leaves the others as they are."""

from __future__ import annotations

TITLE = "关于政协青山市第八届委员会第三次会议第12号提案的答复"
SALUTATION = "白石委员："
OPENING = "您提出的《关于增设社区图书角的提案》收悉，现答复如下："
BODY = """一、工作开展情况
我局把社区阅读空间列入年度计划，会同各街道逐一踏勘选址，并征求居民意见。
二、下一步打算
我们将继续完善管理制度，把好事办好。"""
THANKS = "感谢您对我们工作的关心和支持。"
SIGNATURE = "青山市文化和旅游局\n2022年6月15日"


def compose(
    *,
    head: str = "",
    title: str = TITLE,
    salutation: str = SALUTATION,
    opening: str = OPENING,
    body: str = BODY,
    thanks: str = THANKS,
    signature: str = SIGNATURE,
    foot: str = "",
) -> str:
    """A letter of these parts, one after the other; empty ones are left out."""
    return "\n".join(part for part in (head, title, salutation, opening, body, thanks, signature, foot) if part)
