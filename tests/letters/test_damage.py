"""Damage: what is broken is found where it stands, and what is whole is left in peace."""

from __future__ import annotations

import pytest

from replies.letters.damage import MOST_OF_ONE_KIND, find_damage


def found(text: str, code: str) -> list[str]:
    return [text[item.start : item.end] for item in find_damage(text) if item.code == code]


LOST = [
    # dates
    ("20255月，市委印发意见", "20255月"),
    ("202112月底前完成", "202112月"),
    ("20251-5月，全市核发许可", "20251-5月"),
    ("20226月3日起施行", "20226月"),
    ("于2021930日面商", "2021930日"),
    ("昆明市民政局\n2025717\n", "2025717"),
    ("昆明市民政局\n        2018828", "2018828"),
    ("昆明市民政局 20211112\n", None),
    ("昆明市民政局2021617\n", "2021617"),
    ("昆明市民政局\n2021年 月 日", "年 月 日"),
    ("昆明市民政局\n2021年月日", "年月日"),
    ("二〇二一年 月 日", "年 月 日"),
    ("昆明市民政局\n年  月  日\n", "年  月  日"),
    ("2021年9月 日", "2021年9月 日"),
    ("截至2022年月底，全区", "年月"),
    # document numbers
    ("《方案》（武政规〔20216号）", "〔20216号"),
    ("武党建文〔20258号", "〔20258号"),
    ("西民函2023〕73号", "2023〕73号"),
    ("西民函〔2023〕号", "〔2023〕号"),
    ("西民函〔〕73号", "〔〕73号"),
    # figures
    ("登记改造意向业主1余户", "1余"),
    ("服务老人3多人次", "3多"),
    ("恢复林地2余亩", "2余"),
    ("全县现有废弃矿山个，面积较大", "个"),
    ("志愿者余名，每周探访", "余名"),
    ("受益余户", "余户"),
    ("惠及群众余人。", "余人"),
    ("覆盖率达%，", "%"),
    ("满意率达到 %。", "%"),
    ("投入万元", "万元"),
    ("补助资金余万元", "余万元"),
    # what a council is called
    ("政协第届第次会议", "第届"),
    ("政协第届第次会议", "第次"),
    ("政协第十届次会议", "次会议"),
    ("您提出的第号提案收悉", "第号"),
    ("您提出的第  号建议收悉", "第  号"),
    # brackets
    ("社区老年人服务中心()、网点", "()"),
    ("社区服务中心（）", "（）"),
    ("印发《》，明确", "《》"),
    ("打造“”品牌", "“”"),
]


@pytest.mark.parametrize(("text", "lost"), LOST)
def test_lost_characters(text, lost):
    if lost is None:
        assert found(text, "lost_characters") == [], "eight digits are a date"
    else:
        assert lost in found(text, "lost_characters")


@pytest.mark.parametrize(
    "text",
    [
        *("2025年5月", "2025.5月", "2025-05-17", "2025/7/17", "20250717", "2018年 6月 20日", "2021年5-8月", "12月底"),
        *("二〇二一年五月十日", "2021年全年", "2021年末", "2021年月均用电量", "2021年度", "近3年来", "今年1至5月"),
        *(
            "电话：0871-2018828",
            "电话：2025717",
            "邮编：202171",
            "热线2021617转2",
            "第20250384号提案",
            "第2021617号提案",
        ),
        *(
            "西民函〔2023〕73号",
            "（2023）73号",
            "[2023]73号",
            "昆政发〔2014〕53 号",
            "第49号",
            "（第77号）",
            "(20230158号)",
        ),
        *(
            "12余户",
            "100余名",
            "1万余户",
            "建成社区食堂12个，新增网点三个，新建公园若干个，设立分会多个，",
            "3余公里",
            "2多个月",
            "1.5多亿元",
            "十余名",
            "数余户",
            "其余人员，",
            "业余个人",
        ),
        *(
            "剩余户数",
            "富余人员",
            "余某、余家，",
            "60岁以上10余人",
            "第1多功能厅",
            "三百余人次",
            "1200余人",
            "近200余张",
        ),
        *(
            "达100%",
            "占比21.7%，",
            "单位：万元",
            "投资1亿元以上",
            "年收入达万元以上",
            "打造亿元村",
            "投资亿元企业",
            "约10万元",
        ),
        *("政协第十届第二次会议", "政协十届二次会议", "第 056 号提案", "下一届次", "同届别", "每次会议", "第056号"),
        *(
            "同意（）不同意（）",
            "是（）否（）",
            "（ ）满意",
            "f(x)",
            "函数sum()",
            "《办法》",
            "“十四五”",
            "（一）（二）",
        ),
    ],
)
def test_whole_text_that_looks_like_it(text):
    assert found(text, "lost_characters") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("建设。\n SHAPE  \\* MERGEFORMAT \n按照规划", "SHAPE  \\* MERGEFORMAT"),
        ("- PAGE \\* MERGEFORMAT 2 -", "PAGE \\* MERGEFORMAT 2"),
        ('见 HYPERLINK "http://www.km.gov.cn/a.html" 昆明', 'HYPERLINK "http://www.km.gov.cn/a.html"'),
        ('HYPERLINK \\l "_Toc123" 第一章', 'HYPERLINK \\l "_Toc123"'),
        ('TOC \\o "1-3" \\h \\z \\u 目录', 'TOC \\o "1-3" \\h \\z \\u'),
        ("一、概况 PAGEREF _Toc1234 \\h 1", "PAGEREF _Toc1234 \\h"),
        ("EMBED Word.Picture.8 如图", "EMBED Word.Picture.8"),
        ("EMBED Equation.3", "EMBED Equation.3"),
        ("姓名 FORMTEXT 张", "FORMTEXT"),
        ("INCLUDEPICTURE \\d \\* MERGEFORMATINET", "INCLUDEPICTURE \\d \\* MERGEFORMATINET"),
    ],
)
def test_field_codes(text, code):
    assert found(text, "field_code") == [code]


@pytest.mark.parametrize(
    "text",
    ["APP与PC端", "GDP增长", "GPS定位、SOS一键呼叫", "PAGE", "SHAPE", "C:\\data", "B类 A\\B", "FORMAT", "5G EMBEDDED"],
)
def test_latin_words_that_are_no_field_codes(text):
    assert found(text, "field_code") == []


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("建设完善欧博官网 养老服务体系。", "欧博官网"),
        ("加快推进bet365体育投注养老服务", "bet365体育投注"),
        ("推动亚博体育app下载全区教育发展", "亚博体育app下载"),
        ("尊敬的皇冠体育委员：", "皇冠体育"),
        ("持续优化开云体育 营商环境", "开云体育"),
        ("加强澳门新葡京基层治理", "新葡京"),
        ("完善鸿运娱乐平台 城市功能", "鸿运娱乐平台"),
        ("加大星河官网 投入力度", "星河官网"),
        ("提升KOK体育平台公共服务", "kok体育平台"),
        ("社区高清无码养老", "高清无码"),
        ("不断推进欧美日韩在线垃圾分类", "欧美日韩在线"),
        ("打造六合彩开奖幸福社区", "六合彩开奖"),
        ("完善百家乐注册送公交线网", "百家乐注册送"),
        ("加强老虎机大全 公园管理", "老虎机大全"),
        ("推进午夜影院 学校建设", "午夜影院"),
        ("切实抓好www.abc88.com安全生产", "www.abc88.com"),
        ("推进abc88.vip教育均衡", "abc88.vip"),
        ("代开发票加微信abc12345联系", "微信abc12345"),
        ("兼职日赚三百加微信abc12345", "微信abc12345"),
    ],
)
def test_advertising(text, foreign):
    assert [item.lower() for item in found(text, "foreign_text")] == [foreign]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "严厉打击网络赌博平台推广行为。",
            "持续开展扫黄打非，清理色情网站。",
            "查处利用六合彩开奖结果私彩赌博的案件。",
        ),
        *("安排体育彩票公益金390万元。", "福利彩票公益金资助。", "体育彩票销售网点120个。", "完善棋牌室监管。"),
        *("警方通报亚博体育等网站涉嫌跨境赌博。", "抓获为皇冠网址推广的犯罪嫌疑人12名。"),
        *("登录昆明市政府官网 查询办理进度。", "通过武汉市民政局官网 公布名单。", "在中国政府网官网 下载表格。"),
        *("网址：http://www.km.com/a.html。", "详见http://www.km.gov.cn公告", "邮箱abc@163.com联系", "（www.abc.com）"),
        *("微信公众号“昆明民政”", "加入微信群1200个", "QQ群：12345678", "扫微信二维码关注", "通过微信小程序办理"),
        *(
            "银河社区、金沙街道、太阳城小区、凤凰国际广场",
            "皇冠假日酒店",
            "永利集团有限公司",
            "大发展平台",
            "大发明官网",
        ),
        *(
            "开展电竞产业调研",
            "老虎机等游戏机",
            "久久为功",
            "少妇幼保健",
            "人妻",
            "设有棋牌室 阅览室",
            "治理赌博机、老虎机 电子游戏机案件",
            "办证大厅",
            "优化办证流程",
            "充值缴费",
        ),
        *(
            "特色码头、独特码头",
            "三级片区",
            "欢乐天堂",
            "超千亿国际贸易",
            "个人妻子",
            "天天日常保洁",
            "大白菜网上销售",
            "O2O平台",
            "12345平台",
            "VR体验",
            "B超、CT",
            "互联网+养老",
            "AG600飞机",
            "APP下载量",
            "手机app注册人数",
        ),
    ],
)
def test_letters_about_such_things(text):
    assert found(text, "foreign_text") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("答復(fù)，復(fù)習(xí)", 1),
        ("发(fā)布时间，答复（fù）", 1),
        ("单位(m)和(g)", 0),
        ("复(fù)", 0),
        ("方案(a)(b)(c)", 0),
    ],
)
def test_pinyin(text, count):
    assert len(found(text, "foreign_text")) == count


@pytest.mark.parametrize(
    ("text", "unreadable"),
    [
        ("养老服\ufffd务", ["\ufffd"]),
        ("养老\ue000\ue001服务", ["\ue000\ue001"]),
        ("养老□□服务", ["□□"]),
        ("锟斤拷锟斤拷", ["锟斤拷", "锟斤拷"]),
        ("\x93养老\x94", ["\x93", "\x94"]),
        ("å…»è€\x81æœ\x8dåŠ¡", ["å…»è€\x81æœ\x8dåŠ¡"]),
        ("?您好\n??现答复如下\n??一、", ["??"]),
        ("昆明市?民政局?已经?办理", ["?"]),
        ("□是 □否", []),
        ("满意□ 基本满意□ 不满意□", []),
        ("同意公开□不同意公开□", []),
        ("怎么办?我们研究了?", []),
        ("真的吗?是吗?好吗?为何?", []),
        ("•一、……——“”‘’《》㎡", []),
        ("养老\u3000服务\xa0体系\u2002\t\r\n", []),
    ],
)
def test_unreadable(text, unreadable):
    assert found(text, "unreadable") == unreadable


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("刘**委员：", ["刘**"]),
        ("联系人：王*明 电话", ["王*明"]),
        ("联系人：石**　联系电话", ["石**"]),
        ("张某某代表：", ["张某某"]),
        ("尊敬的×××委员：", ["×××"]),
        ("签发人：李×", ["李×"]),
        ("**一、基本情况**", []),
        ("**高**度重视", []),
        ("项目投资 3*4 万元", []),
        ("某某委员会", []),
        ("张某某案引起关注", []),
        ("XX区", []),
        ("王明委员", []),
    ],
)
def test_masked_names(text, masked):
    assert found(text, "masked_name") == masked


PARAGRAPH = "我局认真研究您提出的建议，会同有关单位到现场调研，逐项制定了整改措施，并明确了完成时限和责任单位。"
TRADITIONAL = (
    "您提出的關於加強養老服務體系建設的提案收悉，現將辦理情況答覆如下：我區認真貫徹落實各項養老政策，開展調查研究。"
)


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        (TRADITIONAL * 3, True),
        (TRADITIONAL, True),
        ("經濟總結、緊張練習、綠化鄉鎮、衛生醫療、慶賀歲節、擴寬橋樑、讓閱讀環境優質，車輛運輸應減輕壓勢。", True),
        (PARAGRAPH * 3, False),
        (PARAGRAPH * 20 + "題寫“養老”二字", False),
        ("昇、堃、喆等姓名用字" * 3, False),
        ("颙、饔、鲬、鳙、鷛、詍、誃、譻等生僻字" * 3, False),
    ],
)
def test_traditional_script(text, warned):
    assert bool(found(text, "traditional_script")) is warned


def letter(number: int) -> str:
    lines = [f"第{number}条第{line}款：{PARAGRAPH[line : line + 40]}" for line in range(8)]
    return f"委员{number}：\n" + "\n".join(lines) + f"\n落款{number}\n"


@pytest.mark.parametrize(
    ("text", "repeated"),
    [
        (letter(1) * 2, letter(1)),
        (letter(1) + "\n版权所有\n\n" + letter(1), letter(1)),
        (letter(1) + letter(2), None),
        (letter(1) + PARAGRAPH + letter(3) + PARAGRAPH + letter(4), None),
        ("", None),
    ],
)
def test_repeated_text(text, repeated):
    spans = found(text, "repeated_text")
    assert spans == [] if repeated is None else (len(spans) == 1 and repeated[20:] in spans[0] + repeated)


def test_warnings_come_in_order_with_a_sentence_each():
    text = "20255月，欧博官网 养老中心()，刘**委员：\n SHAPE \\* MERGEFORMAT\n\ufffd"
    warnings = find_damage(text)
    assert [item.code for item in warnings] == [
        *("lost_characters", "foreign_text", "lost_characters", "masked_name", "field_code", "unreadable"),
    ]
    assert all(item.message.endswith("。") and item.start < item.end for item in warnings)
    assert [item.start for item in warnings] == sorted(item.start for item in warnings)


@pytest.mark.parametrize(
    "fragment",
    [
        *(
            "?",
            "□",
            "*",
            "20255月",
            "〔20216号",
            "()",
            "A",
            "AB ",
            "HYPERLINK ",
            "\\* MERGEFORMAT",
            "官网 ",
            "微信abc123",
        ),
        *(
            "年 月 日\n",
            "第 号",
            "1余户",
            "张**，",
            "\ufffd",
            "Ã¤",
            "www.a.com",
            "復(fù)",
            "皇冠体育",
            "達",
            "2025717\n",
            " ",
        ),
    ],
)
def test_rubbish_of_any_length_gives_few_warnings(fragment):
    warnings = find_damage(fragment * 50_000)
    codes = [item.code for item in warnings]
    assert all(codes.count(code) <= MOST_OF_ONE_KIND for code in codes)
