"""A web page's own words: which lines of a page are not the letter's. `judge(lines) -> Verdict`.

Navigation, breadcrumbs, share and print buttons, counters, links to the pages before and after (which carry *other*
letters' titles), and the foot with licence numbers. An index header's labels and values stay: they are facts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from replies.letters.wordlists import alternatives, read_parts

_WORDS = (
    "首页|网站首页|返回首页|无障碍|无障碍浏览|长者模式|长者助手|适老版|关怀版|繁体版?|简体版?|繁體|English|登录"
    "|注册|个人中心|用户中心|"
    "智能问答|智能机器人|数据开放平台?|数据开放|网站地图|站点地图|网站导航|联系我们|关于我们|网站声明|法律声明"
    "|隐私声明|使用帮助|"
    "政务公开|政府信息公开|信息公开|政务服务|办事服务|互动交流|政民互动|新闻中心|新闻动态|走进[\u4e00-\u9fff]{1,4}"
    "|专题专栏|解读回应|"
    "打印本页|打印此页|打印|关闭窗口|关闭本页|关闭|收藏本页|收藏|分享到?|微信|微博|QQ空间|朋友圈|转发|复制链接"
    "|字体|字号|"
    "放大|缩小|大中小|返回顶部|回到顶部|返回列表|返回上页|返回|保存|下载|朗读|语音播报|我要纠错|纠错|评论|点赞|"
    "已阅|浏览次数|浏览量|阅读次数|阅读量|阅读|点击数|点击量|点击|访问量|访问次数|次数|"
    "扫一扫在手机(?:上)?(?:查看|打开)(?:当前|此)?页面?|扫一扫|手机扫一扫|用手机看|手机版|移动版|客户端|二维码|APP|"
    "搜索|热搜词?|热门搜索|高级搜索|请输入关键字|站内搜索|当前位置|您(?:现在|当前)?(?:所在)?的位置|所在位置|正文|"
    "法定主动公开内容|政府信息公开目录|政府信息公开指南|政府信息公开年报|人大建议和?政协提案|建议提案办理|建议提案|"
    "人大代表建议|政协委员提案|提案办理|建议办理|办理结果公开|复文公开"
)
_TOKEN = re.compile(rf"(?:{_WORDS})(?:[:：]?\s{{0,4}}\d{{0,8}}\s{{0,2}}次?)?")
_LONGEST = 400  # a longer line is text
_SENTENCE = re.compile(r"。|；|！|委员[:：]|代表[:：]|收悉")
_HOLDS_FACTS = re.compile(r"(?:19|20)\d\d[-年/.][ \t]?\d|索[ \t]*引[ \t]*号[:： \t]*\w|发[ \t]*布[ \t]*机[ \t]*构")
_MEANS_NOTHING = re.compile(r"[\s\[\]【】()（）|>›»/＞·•\-—_:：,，.。+T\d大中小A-]+")
_BREADCRUMB = re.compile(
    r"^(?:(?:当前|您(?:现在|当前)?(?:所在)?的|所在|现在的)?位置(?:[:：是]|\s){0,3}|(?:网站"
    r"|返回)?首页\s{0,3}(?=[>›»＞/→\-]))[^\n]{0,200}[>›»＞→]\s{0,4}"
)
_BREADCRUMB_START = re.compile(r"^(?:当前|您(?:现在|当前)?(?:所在)?的|所在|现在的)位置")
_NEIGHBOUR = re.compile(
    r"^[【\[<«（(]?\s{0,3}(?:上一篇|下一篇|上一条|下一条|上一页|下一页|上篇|下篇|前一篇|后一篇|上一主题|下一主题)"
)
_RELATED = re.compile(
    r"^[【\[]?(?:相关(?:阅读|文章|链接|信息|新闻|文件|稿件|附件|内容|推荐)|延伸阅读|猜你喜欢|热点推荐|推荐阅读"
    r"|友情链接|最新信息|热门文章)(?:[】\]]|[:：]|[ \t>»]{0,6}(?:更多)?[ \t>»]{0,4}$)"
)
# In lower case. Each alternative begins with a character of its own, so that the search skips fast; some begin a line.
_FOOT = re.compile(
    r"版权所有(?![者权人])|copyright|©|icp备|备案(?:号|编号)?[:：]|公网安备|网站标识码|技术支持(?:单位)?[:：]|网站管理(?:单位|员)?(?:[:：]|$)"
    r"|建议使用.{0,20}(?:浏览器|分辨率)"
    r"|主办(?:单位)?[:：][^\n]{0,40}(?:承办|技术|维护)"
    r"|扫(?<!..)一扫(?=[，,！!]?[ \t]?(?:在|用|手机|微信|关注|分享|打开|查看|下载|二维码|访问|$))"
    r"|政府网站找错|党(?<!..)政机关$|您访问的链接即将离开"
)
# One of these stands in every line that the rules above can match; most lines of a letter have none.
_SUSPECT = re.compile(alternatives(read_parts("page_words.txt")[""]))
_FOOT_COMPANION = re.compile(
    r"^(?:(?:网站)?(?:主办|承办|协办|维护)(?:单位)?|地址|联系地址|邮编|邮政编码|电子邮箱|传真|办公时间)\s{0,4}[:：]"
)
_AS_FOLLOWS = ("答复如下", "函复如下", "回复如下", "复函如下")
_BARE = re.compile(
    r"^(?:附件|附)\s{0,3}[:：]?$|^(?:责任编辑|编辑|审核|初审|终审|信息来源|稿源)\s{0,3}[:：][^:：\d]{0,30}$"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Indexes of the lines to leave out, and how many characters to leave out at the front of others."""

    dropped: frozenset[int] = frozenset()
    cut: dict[int, int] = field(default_factory=dict)


def judge(lines: Sequence[str]) -> Verdict:
    """Tell the page's words from the letter's, line by line."""
    suspects = [index for index, line in enumerate(lines) if _can_be_chrome(line)]
    if not suspects:
        return Verdict()
    dropped: set[int] = set()
    cut: dict[int, int] = {}
    last_opening: int | None = None
    for index in suspects:
        line = lines[index]
        ends_page = _ends_page(line)
        if ends_page or _RELATED.match(line):
            last_opening = _last_opening(lines) if last_opening is None else last_opening
            if index > last_opening:
                dropped.update(range(index, len(lines)))
                break
        if ends_page or _NEIGHBOUR.match(line) or is_chrome(line) or _is_empty_breadcrumb(line):
            dropped.add(index)
        elif crumb := _BREADCRUMB.match(line):
            cut[index] = crumb.end()
    dropped |= _companions(lines, dropped)
    if dropped:
        dropped |= {index for index, line in enumerate(lines) if _BARE.match(line)}
    return Verdict(frozenset(dropped), cut)


def _last_opening(lines: Sequence[str]) -> int:
    """The last line with the words of a letter's opening, -1 if none has them."""
    return next((index for index in range(len(lines) - 1, -1, -1) if _opens(lines[index])), -1)


def _opens(line: str) -> bool:
    """Whether a line has the words of a letter's opening."""
    return "收悉" in line or ("如下" in line and any(word in line for word in _AS_FOLLOWS))


def _can_be_chrome(line: str) -> bool:
    """A quick look: no sentence, and a word that pages use."""
    return len(line) <= _LONGEST and "。" not in line and bool(_SUSPECT.search(line))


def is_chrome(line: str) -> bool:
    """Whether a line is made of a page's buttons, menus and counters."""
    if len(line) > _LONGEST or _SENTENCE.search(line) or _HOLDS_FACTS.search(line):
        return False
    words = _TOKEN.findall(line)
    if not words:
        return False
    rest = _MEANS_NOTHING.sub("", _TOKEN.sub("", line))
    return not rest or (len(words) >= 3 and len(rest) < len("".join(words)))


def _is_empty_breadcrumb(line: str) -> bool:
    crumb = _BREADCRUMB.match(line)
    if crumb is None:
        return bool(_BREADCRUMB_START.match(line)) and len(line) < 80
    rest = line[crumb.end() :]
    return not rest or is_chrome(rest)


def _ends_page(line: str) -> bool:
    return len(line) < 200 and "。" not in line and bool(_FOOT.search(line.lower()))


def _companions(lines: Sequence[str], dropped: set[int]) -> set[int]:
    """Lines such as 主办单位 and 地址 that stand directly before a page's foot."""
    found: set[int] = set()
    for index in range(len(lines) - 2, -1, -1):
        if (index + 1 in dropped or index + 1 in found) and _FOOT_COMPANION.match(lines[index]):
            found.add(index)
    return found
