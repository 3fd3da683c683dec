"""Made-up letters for measuring: as long, as repetitive and as varied in their words as real ones, though they say
nothing. Words come with the frequencies of jieba's dictionary, each letter's subject lifts some of them, and openings,
closings, figures and policies recur as they do in letters.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from importlib.resources import files

import numpy as np

from replies.search.engine import Document

DISTRICTS = 300
DEPARTMENTS = 1000
_SUBJECTS = {
    "养老": "养老 服务 老年人 社区 居家 机构 床位 助餐 食堂 护理 失能 医养结合 适老化 改造 补贴 日间照料 护理员 独居",
    "教育": "教育 学校 教师 学生 课后服务 幼儿园 学位 托育 校园 安全 招生 家长 课程 心理健康 体育 集团化 办学 午餐",
    "交通": "交通 公交 地铁 停车 道路 拥堵 路口 信号灯 站点 线路 电动自行车 斑马线 停车场 收费 换乘 通行 护栏",
    "医疗": "医疗 医院 卫生 健康 家庭医生 签约 药品 医保 报销 社区 急救 疫苗 慢病 转诊 专科 护士 门诊 体检",
    "住房": "住房 小区 物业 电梯 加装 老旧 改造 维修资金 公租房 业主 消防 房屋 外墙 管网 供水 业委会 拆迁",
    "环境": "环境 污水 河道 噪声 扬尘 油烟 垃圾 分类 处理 空气 绿化 湿地 监测 排污口 整治 生态 园林 公园",
    "农业": "农业 农村 公路 种植 高标准农田 灌溉 合作社 品牌 电商 乡村振兴 人居环境 厕所 水库 防汛 畜牧 农产品",
    "就业": "就业 创业 培训 技能 高校毕业生 农民工 岗位 招聘 企业 社保 补贴 零工 工资 维权 见习 贷款",
    "文化": "文化 旅游 非遗 文物 图书馆 博物馆 演出 古镇 民宿 广场 体育 健身 研学 传承 保护 品牌 活动 场馆",
}  # fmt: skip
_INDICATORS = [f"指标{number}" for number in range(400)]
_RARE = (
    "考古", "欺诈", "孤独症", "碳汇", "溶洞", "皮影戏", "白鹭", "侨批", "盲道", "乳腺癌", "无人机", "充电桩",
    "彩礼", "家暴", "婚姻", "残疾", "儿童", "慈善",
)  # fmt: skip
_OPENINGS = (
    "您提出的关于{subject}的提案收悉。感谢您对我区{subject}工作的关心和支持，经研究，现将办理情况答复如下：\n",
    "您在会议期间提出的关于进一步做好{subject}工作的建议，我局高度重视，会同有关部门认真研究办理，现答复如下：\n",
)
_PHRASES = (
    "高质量发展", "养老服务体系建设", "十五分钟养老服务圈", "老旧小区改造", "居家养老服务中心", "家庭医生签约服务",
    "人民群众的获得感、幸福感、安全感", "建立健全长效机制", "坚持以人民为中心的发展思想", "按照职责分工抓好落实",
    "进一步加大宣传力度", "取得了阶段性成效", "基层治理现代化水平", "财政资金投入力度",
)  # fmt: skip
_HEADINGS = ("一、基本情况", "二、主要做法", "三、存在的困难和问题", "四、下一步工作打算")
_CLOSING = "\n感谢您对我们工作的关心和支持，欢迎今后多提宝贵意见。\n联系人及电话：办公室 0871-6{phone:07d}\n"
_FIGURES = (
    "建成{n}个", "覆盖{n}个社区", "投入资金{n}万元", "同比增长{p}%", "服务{n}余人次", "新增{n}张", "面积{n}平方米",
    "占比达{p}%", "完成{n}户", "发放补贴{n}.{p}万元",
)  # fmt: skip
_POLICIES = 400
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉文建国志红梅春晓云海"
_OFFICES = (
    "民政局", "教育局", "交通运输局", "卫生健康局", "住房和城乡建设局",
    "生态环境局", "农业农村局",
    "人力资源和社会保障局", "文化和旅游局", "公安分局",
)  # fmt: skip


class Corpus:
    """Letters by number: the same number and seed give the same letter."""

    def __init__(self, size: int, seed: int = 7) -> None:
        self.size = size
        self._seed = seed
        self._words, weights = _dictionary()
        self._reach = np.cumsum(weights / weights.sum())
        names = random.Random(seed)
        self._districts = [
            (f"{11 + each % 20}{1 + each // 20:02d}{1 + each % 7:02d}", _place(names)) for each in range(DISTRICTS)
        ]
        self._departments = [self._districts[each % DISTRICTS][1] + _OFFICES[each % 10] for each in range(DEPARTMENTS)]
        self._policies = [f"关于{_place(names)}{names.choice(_PHRASES)[:6]}工作的实施意见" for _ in range(_POLICIES)]

    def __iter__(self) -> Iterator[Document]:
        return (self.letter(number) for number in range(1, self.size + 1))

    def letter(self, number: int) -> Document:
        """One letter."""
        pick = random.Random(self._seed * 1_000_003 + number)
        subject = pick.choice(list(_SUBJECTS))
        at = min(int(pick.paretovariate(0.9)) - 1, DEPARTMENTS - 1)  # some departments answer much, most little
        code, place = self._districts[at % DISTRICTS]
        year = 2012 + min(int(pick.triangular(0, 13, 11)), 12)
        body = pick.choices(("cppcc", "npc"), (6, 4))[0]
        serial = pick.randrange(1, 800)
        departments = [(str(at + 1), self._departments[at])]
        if pick.random() < 0.15:
            other = pick.randrange(DEPARTMENTS)
            departments.append((str(other + 1), self._departments[other]))
        policies = tuple(dict.fromkeys(pick.choice(self._policies) for _ in range(pick.randrange(4))))
        return Document(
            id=number,
            audience=pick.choices(("public", "staff", "editor"), (90, 7, 3))[0],
            title=f"关于{place}加强{subject}{pick.choice(_SUBJECTS[subject].split())}工作的{_KINDS[body]}的答复",
            text=self._text(pick, subject, policies),
            proposal_numbers=(f"{serial:03d}",),
            session=(pick.randrange(8, 16), pick.randrange(1, 6)),
            document_number=f"{place[0]}{subject[0]}函〔{year}〕{serial}号",
            addressees=tuple(_person(pick) for _ in range(pick.randrange(1, 4))),
            departments=tuple(dict(departments).items()),
            division_code=code,
            place_names=(f"{code[:2]}省", f"{code[:4]}市", place),
            body=body,
            year=year,
            response_type=pick.choices(("A", "B", "C", ""), (60, 25, 10, 5))[0],
            date=f"{year}-{pick.randrange(1, 13):02d}-{pick.randrange(1, 29):02d}",
            subjects=(subject,),
            satisfaction=pick.choices(("满意", "基本满意", ""), (50, 10, 40))[0],
            has_figures=pick.random() < 0.7,
            damaged=pick.random() < 0.03,
            policies=policies,
            indicators=tuple(sorted(pick.sample(_INDICATORS, pick.randrange(12)))),
        )

    def _text(self, pick: random.Random, subject: str, policies: tuple[str, ...]) -> str:
        wanted = pick.randrange(1500, 4001)
        own = _SUBJECTS[subject].split()
        drawn = np.searchsorted(self._reach, np.random.default_rng(pick.getrandbits(32)).random(wanted)).tolist()
        words = iter(drawn)
        pieces = [pick.choice(_OPENINGS).format(subject=subject)]
        size, heading = len(pieces[0]), 0
        while size < wanted:
            sentence = self._sentence(pick, own, words, policies)
            if heading < len(_HEADINGS) and size > wanted * heading / len(_HEADINGS):
                sentence = f"\n{_HEADINGS[heading]}\n{sentence}"
                heading += 1
            pieces.append(sentence)
            size += len(sentence)
        pieces.append(_CLOSING.format(phone=pick.randrange(10_000_000)))
        return "".join(pieces)

    def _sentence(self, pick: random.Random, own: list[str], words: Iterator[int], policies: tuple[str, ...]) -> str:
        pieces: list[str] = []
        for _ in range(pick.randrange(2, 5)):
            chance = pick.random()
            if chance < 0.12:
                pieces.append(pick.choice(_FIGURES).format(n=pick.randrange(2, 3000), p=pick.randrange(1, 100)))
            elif chance < 0.2:
                pieces.append(pick.choice(_PHRASES))
            elif chance < 0.23 and policies:
                pieces.append(f"根据《{pick.choice(policies)}》")
            elif chance < 0.236:
                pieces.append(pick.choice(_RARE))
            else:
                common = [self._words[next(words, 0)] for _ in range(pick.randrange(4, 10))]
                common.insert(pick.randrange(len(common)), pick.choice(own))
                pieces.append("".join(common))
        return "，".join(pieces) + pick.choice("。。。；")


_PARTICLES = "的和在对等为是与将及"
_KINDS = {"cppcc": "提案", "npc": "建议"}


def _dictionary(most: int = 40_000) -> tuple[list[str], np.ndarray]:
    """The most frequent words of jieba's dictionary, and how frequent each is.

    Of single characters only those that stand alone in letters too: strung together, others make words of chance.
    """
    rows = [line.split(" ") for line in (files("jieba") / "dict.txt").read_text("utf-8").splitlines()]
    rows = [row for row in rows if len(row) > 1 and (len(row[0]) > 1 or row[0] in _PARTICLES)]
    rows = sorted(rows, key=lambda row: -int(row[1]))[:most]
    return [row[0] for row in rows], np.array([int(row[1]) for row in rows], float)


def _place(pick: random.Random) -> str:
    return "".join(pick.sample("青云临江山河海东西南北安平宁兴昌盛福泰和康永新古石龙凤柳梅松竹", 2)) + "区"


def _person(pick: random.Random) -> str:
    return pick.choice(_SURNAMES) + "".join(pick.sample(_GIVEN, pick.randrange(1, 3)))
