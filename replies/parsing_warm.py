"""Imported by the process that those which parse fork from: all that they need is loaded, and made ready, once.

Knows no Django. Patterns, word lists and the dictionary that texts are cut by are made at their first use: so they are
used here.
"""

from __future__ import annotations

from replies.letters.parser import parse_letter
from replies.search.engines.segments import cut

_TEXT = """王小明委员：
您提出的《关于改造街道的提案》（第001号）收悉，现答复如下：
一、已经做的工作
截至2023年底，我市已改造街道12公里，受益居民1.2万人，联系人：李先生，电话：0871-68180000。
云南省昆明市西山区住房和城乡建设局
2023年6月20日
"""

parse_letter(_TEXT)
cut(_TEXT)
