"""What a figure counts, where its noun stands far off, is shared, or is hidden among other words."""

from __future__ import annotations

import pytest

from replies.letters.metrics import find_metrics

LABELS = [
    # levels and where they started
    ("等车时间由年初的18分钟缩短至目前的9分钟。", ["等车时间", "等车时间"], "from the year's start to now"),
    ("投诉量由去年三季度的386件下降到今年三季度的214件。", ["投诉量", "投诉量"], "from quarter to quarter"),
    ("办理时限由去年同期的15天压缩至7天。", ["办理时限", "办理时限"], "from the same time last year"),
    ("户均容量由“十三五”末的2.3千瓦提高到3.1千瓦。", ["户均容量", "户均容量"], "from the end of a plan"),
    ("免费时间由15分钟延长至30分钟。", ["免费时间", "免费时间"], "made longer"),
    ("发车间隔由20分钟调整为12分钟。", ["发车间隔", "发车间隔"], "changed"),
    # shares
    ("客流增长19%，货车占三成以上。", ["客流增长", "货车占比"], "a share of its own subject"),
    ("过夜游客仅占两成左右。", ["过夜游客占比"], "an adverb between"),
    ("全县有村医320人，占42%。", ["村医", "村医占比"], "the share of what was counted"),
    ("电动车86万辆，是汽车保有量的72.6%。", ["电动车", "汽车保有量"], "of what it is a share"),
    ("保费72元，其中省级财政承担30%、县级财政承担50%。", ["保费", "省级财政承担", "县级财政承担"], "who bears it"),
    # growth
    (
        "发生火灾86起，死亡4人，分别同比下降8.2%和11.9%。",
        ["火灾", "死亡", "火灾同比下降", "死亡同比下降"],
        "the growth of each, with what it is held against",
    ),
    (
        "完成产值4.1亿元、产量28.9万吨，分别比上年增长3.7%和5.2%。",
        ["产值", "产量", "产值比上年增长", "产量比上年增长"],
        "against the year before",
    ),
    ("终本率31.6%，低于全省平均水平4.4个百分点。", ["终本率", "低于全省平均水平"], "a distance from something"),
    # the rest, parts and brackets
    ("共有危桥68座，其余42座明年改造。", ["危桥", "其余危桥"], "the rest of what was counted"),
    ("总投资900万元，其余300万元由镇村自筹。", ["总投资", "其余"], "the rest of a sum"),
    ("71个贫困村中有58个以茶叶为主导产业。", ["贫困村", "贫困村"], "some among them"),
    ("46所农村小学中仅有11所配备了校医。", ["农村小学", "农村小学"], "only some among them"),
    ("3所初中、2所高中通过验收。", ["初中", "高中"], "middle schools are no middle"),
    ("部分路面修复（约1.3万平方米）暂缓实施。", ["路面修复"], "the noun before a bracket"),
    ("购置农机2台（套）、冷链车3辆。", ["农机", "冷链车"], "a unit with another in brackets"),
    # money
    ("一期工程投资186万元，改造管道2350米。", ["一期工程投资", "管道"], "what follows has its own measure"),
    ("新建茶园每亩补助1500元，改造茶园每亩补助800元。", ["茶园每亩补助", "茶园每亩补助"], "one payment after another"),
    ("投入2300万元提升滨湖文旅综合体。", ["滨湖文旅综合体"], "what the money is spent on"),
    ("累计发放贷款35.8亿元，平均每户86.9万元。", ["贷款", "平均每户贷款"], "a mean alone"),
    ("午餐收费标准为每生每餐9元。", ["午餐收费标准"], "paid for each, twice"),
    ("公用桩服务费上限为每千瓦时0.8元。", ["公用桩服务费上限"], "paid for each unit of something"),
    ("每千名老年人拥有养老床位35.9张。", ["每千名老年人养老床位"], "a rate is another thing than the count"),
    ("每万人口拥有高价值发明专利8.6件。", ["每万人口高价值发明专利"], "a rate of what stands behind the verb"),
    ("市级配套资金135万元，省级以上资金420万元。", ["市级配套资金", "省级以上资金"], "the level that pays"),
    # what happened to those counted
    ("先后与8所中小学结对共建。", ["中小学"], "a verb behind the noun"),
    ("为820户牧民安装净水设备。", ["牧民"], "what was installed at theirs"),
    ("有780余名被执行人履行义务。", ["被执行人"], "a noun that begins like a passive"),
    ("吸纳困难群众1260人就业。", ["困难群众"], "the state they came into"),
    ("对病害集中的8.3公里路段进行中修。", ["路段"], "a noun behind, an attribute before"),
    ("在保余额突破12亿元。", ["在保余额"], "a word that begins like a place"),
    # what was done to the number, or to the thing
    ("审批环节由9个压减至3个，材料由12份精简到5份。", ["审批环节"] * 2 + ["材料"] * 2, "a verb between two numbers"),
    ("清运价格由每吨150元下调到每吨118元。", ["清运价格", "清运价格"], "a level for each of something"),
    ("完成渠道清淤26万立方米，开展义诊12场。", ["渠道清淤", "义诊"], "a deed without the word that it was done"),
    ("新建、改造候车亭45座。", ["候车亭"], "two verbs"),
    ("投入300万元新建、改建集中安置点6个。", ["集中安置点", "集中安置点"], "two verbs after the money"),
    ("举办招聘会35场，推介会、洽谈会等12场。", ["招聘会", "推介会、洽谈会"], "a meeting named by a verb"),
    ("全县氨氮浓度下降了二成。", ["氨氮浓度下降"], "了 is no part"),
    ("按照每亩每年不低于10元的标准落实管护经费。", ["管护经费"], "what is paid at a rate"),
    # shares by the word 占比
    ("公办园在园幼儿占比为56.3%，普惠托位占比超过65%。", ["公办园在园幼儿占比", "普惠托位占比"], "with their subject"),
    ("老年人口占比由18%提高到21%。", ["老年人口占比", "老年人口占比"], "a share that rose"),
    # heads that are no part of the noun, and heads that are
    ("我旗草原面积120万亩，全盟牲畜存栏88万头。", ["草原面积", "牲畜存栏"], "a banner's and a league's own"),
    ("二〇一〇年污水处理量为58万吨。", ["污水处理量"], "a year in han numerals"),
    ("经测算还需投入860万元。", ["投入"], "how it is known"),
    ("培育自治区级龙头企业3家、省级示范社12家。", ["自治区级龙头企业", "省级示范社"], "a rank is part of the name"),
    ("建成居住区公用充电桩1500个。", ["居住区公用充电桩"], "an area that is no district"),
    ("设床位120张，设施点12个。", ["床位", "设施点"], "设 alone, and in a word"),
    ("打造“清风林”等口袋公园6处。", ["口袋公园"], "an example before the kind"),
    ("再担保余额230亿元。", ["再担保余额"], "再 in a word"),
    ("每户补助5000元，最高不超过2万元。", ["每户补助", "每户补助"], "a limit of the same"),
    ("服务量同比翻了近两番。", ["服务量"], "同比 before a doubling"),
    (
        "泊位减少到173个，收入8600万元，比上次分别增加41个、230万元。",
        ["泊位", "收入", "泊位比上次增加", "收入比上次增加"],
        "what each adds to",
    ),
    ("卫生室2613所，其中公有产权1876所。", ["卫生室", "公有产权"], "有 in a word"),
    (
        "自治区属企业资产5126亿元，市属学校37所，区属医院6家。",
        ["自治区属企业资产", "市属学校", "区属医院"],
        "whose they are",
    ),
    ("课后服务收费标准为每生每课时不高于5元。", ["课后服务收费标准"], "for each of two"),
    ("补助资金120亿元，翻了一番多。", ["补助资金", "补助资金"], "多 behind a doubling"),
    ("补助标准由每亩500元提高到最高每亩1200元。", ["补助标准", "补助标准"], "a level with its limit"),
    ("经统计，共有21个已改造小区、60个老旧小区。", ["已改造小区", "老旧小区"], "what was done to the noun"),
    ("全县有小区60个，21个已改造。", ["小区", "小区"], "what was done, without a noun"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), LABELS)
def test_label(text, expected, reason):
    assert [metric.label for metric in find_metrics(text, year=2023)] == expected, reason
