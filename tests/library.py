"""A small library of letters for the tests of pages, taken in as `ingest` does but in this very process."""

from __future__ import annotations

from functools import cache

from replies import indexing
from replies.models import Reply
from replies.parsing import read_and_parse
from replies.storing import store_reply, store_source

LIFTS = """昆明市五华区住房和城乡建设局文件

〔办理类型 A〕

五住建函〔2022〕18号

关于政协昆明市五华区第十届二次会议第 056 号提案答复的函

林晚秋委员：

您提出的《关于加快老旧小区加装电梯的建议》收悉，现答复如下：

一、基本情况

截至2021年底，全区共有老旧小区 132 个，其中六层以上未设电梯的住宅楼 806 栋。

根据《昆明市既有住宅加装电梯管理办法》（昆政发〔2020〕31号），区财政投入 390 万元用于补助。

二、下一步工作

2023年底前，将完成加装电梯 60 部。

感谢您对住房和城乡建设工作的关心和支持。

（联系人及电话：周桐 0871-63310000）

昆明市五华区住房和城乡建设局
2022年6月18日
"""

SCRIPT = """关于市政协十四届三次会议第20240117号提案的答复

陈小满委员：

您提出的关于<script>alert(1)</script>完善社区图书馆的提案收悉，现答复如下：

一、工作情况

武汉市现有社区图书馆 214 个，<b>藏书</b> 96 万册。& 其余见附件。

二、下一步打算

继续完善社区图书馆，办好“书香武汉”活动。

武汉市文化和旅游局
2024年7月5日
"""

BUSES = """对昆明市官渡区第十七届人大三次会议第77号建议的答复

何青松代表：

您提出的《关于优化城乡公交线路的建议》收悉，现答复如下：

一、公交线路现状

截至2023年底，官渡区有公交线路 48 条，配车 512 辆，其中电梯公交站 3 个。

二、今后打算

将根据客流增开支线。

昆明市官渡区交通运输局
2024年5月20日
"""


def shelve(text: str, name: str = "letter.txt", *, undeclared: str = "public", **changes: object) -> Reply:
    """Take in one letter; `changes` are then set on its reply."""
    data = text.encode()
    parsed = _parsed(data)
    source = store_source(name, data, parsed.reading.media_type, parsed.reading.encoding)
    store_reply(source, 1, parsed.letters[0], undeclared=undeclared)
    reply = source.replies.get(part=1)
    if changes:
        for field, value in changes.items():
            setattr(reply, field, value)
        reply.save()
    return reply


_parsed = cache(read_and_parse)  # many tests begin with the same letters


def index() -> None:
    """Bring the index to what the database holds: inside a test's transaction nothing is ever committed."""
    indexing.engine().rebuild(indexing.documents)
