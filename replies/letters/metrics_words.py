"""The words that bound a noun phrase around a quantity: verbs, subjects, predicates and closings, as patterns.

Words only, no logic: `metrics_labels` says how they are used. The long lists are in `data/figure_words.txt`.
"""

from __future__ import annotations

import re

from replies.letters.wordlists import alternatives, read_parts

_WORDS = read_parts("figure_words.txt")
_COMPOUNDS = alternatives(_WORDS["compounds"])
_NOUNLIKE_VERBS = alternatives(_WORDS["verbs or nouns"])
_PLAIN_ONLY = alternatives(_WORDS["verbs"])
_VERBS = alternatives([*_WORDS["verbs"], *_WORDS["verbs or nouns"]])
_AREA = (
    "(?:全[市区县省州盟旗国镇域乡](?!重点)|全街道|[我本](?:市|区|县|省|州|盟|旗|局|镇|乡|院|校|委|办|街道|街|站|园|中心|自治[区州县旗])|"
    "辖区内?|城区内?|市区|范围内|境内|辖内)"
)

# Where a noun phrase begins: right after the last of these.
_OPENERS = "为给向对全我本辖城市范境有其目截分方以基过的主等通针围核评查赛"
_CUT_STARTS = "".join({word[0] for part in ("verbs", "verbs or nouns") for word in _WORDS[part]} | {*_OPENERS})
CUT_START = re.compile(f"[{_CUT_STARTS}]")
CUT = re.compile(
    rf"(?=[{_CUT_STARTS}])(?:(?!新增就业)(?:{_PLAIN_ONLY})(?!率|情况|量[^化]|投资|性|面积|会(?![议员场展费计商谈诊客]))(?:了|到|出)?(?=..)"
    rf"|(?<=[局委办司镇道府门位校院站会队厂社线台馆警])(?:{_NOUNLIKE_VERBS})(?:(?:了|到|出)|(?!{_COMPOUNDS}))(?=..)"
    rf"|(?<=财政)(?:{_NOUNLIKE_VERBS})(?!{_COMPOUNDS})(?=..)"
    rf"|(?<=[已共并再拟将续])(?:{_NOUNLIKE_VERBS})(?!{_COMPOUNDS})(?=..)"
    rf"|(?<=[建造修护缮装购治升]、)(?:{_NOUNLIKE_VERBS}|改扩建|提升)(?!{_COMPOUNDS})(?=..)"
    rf"|(?:{_NOUNLIKE_VERBS})(?:了|到|出)(?=..)"
    rf"|(?:为|给|向|对)[一-龥]{{2,14}}?(?:{_NOUNLIKE_VERBS})(?:了|到|出|(?!{_COMPOUNDS}))(?=..)"
    rf"|{_AREA}(?:的|内)?(?=..)"
    r"|(?<![国公所既具没享含私特固专稀仅只设共现拥已建配辖保])有(?![效序机关利意限力条的需害毒偿轨线色氧])(?=..)"
    r"|(?:其中|目前|截至目前|分别|方面|以来|基础上|过程中|的同时|主要|等方式|通过|针对|围绕)[为有是：:]?(?=..)"
    r"|[核评查赛]中(?=..)"
    r"|(?:对|向|给|为)(?=[^口象外接应主民老先].{3}))"
)
NOUNLIKE_STARTS = frozenset("".join(word[0] for word in _WORDS["verbs or nouns"]) + "申合加参")
OPENING_NOUNLIKE = re.compile(rf"(?:{_NOUNLIKE_VERBS}|申请|合计|加大|参照)(?:(?:了|到|出)|(?!{_COMPOUNDS}))(?=..)")
_TIME = (
    r"(?:到|至)?\s?[“\"]?十[二三四五六]五[”\"]?(?:规划)?期?[末间]|(?:到|至)\s?20[0-9]{2}\s?年[底末]?|今年以来|今年|去年|前年|明年|近年来|上半年|下半年|全年|年底前?|年内|本学期|至今|以来|期间|"
    r"二[○〇零][○〇零一二三四五六七八九]{2}年(?:底|末|初|上半年|下半年)?|(?:19|20)[0-9]{2}\s?年(?:度|底|末|初|内|前|上半年|下半年)?(?:\s?[0-9]{1,2}\s?月份?)?(?:底|末|初|前|以来)?|[0-9]{1,2}\s?月份?(?:底前?|前|以来)?|[0-9]{1,2}\s?[-—至到]\s?[0-9]{1,2}\s?月份?"
)
_ADVERBS = alternatives(_WORDS["adverbs"])
_SHORT_ADVERBS = "需因现另还并且而也又已共均都仅只就即拟将按为由从把给向与对在正了"
_NOT_AFTER_SHORT = (
    "素求享保同产业医诊餐读学近地事园校册编职岗建读院库栏押线家室型类率生材代金场口象外民主老能质供车工量比有居增"
)
SUBJECT = re.compile(
    rf"^(?:{_TIME}|{_AREA}(?:各级|上下|共|现|已)?|(?:我们|我局|区里|市里|县里)|各[地区县市级街道镇乡]{{1,2}}(?=..)|[市区县省州](?:内|级(?=财政(?!承担|补)|部门|层面|累计|共|已|投入|安排|下达|拨付))(?!以上|以下|配套)(?=..)|"
    r"(?!其中)[一-龥]{2,3}(?:省|自治区)(?![级域内属])(?=..)|[一-龥]{2,3}(?<![城都超门股集夜全])市(?![场民政区容级值郊属])(?=..)|"
    r"[一-龥]{2,3}(?<![小社城景片园厂校院地灌牧林山库新老市农湖郊矿住辖港发业能护心范验政贸假务殖植置户息活治])(?:区|县)(?![域级位间块内外属])(?=..)|"
    rf"(?:{_ADVERBS})|再(?!担保|就业|生|贷)|设(?![施备计立置])(?=[床托座席泊车学岗]位|窗口|卡口|[一-龥0-9]{{1,8}}(?:[点站厅室岗口]|中心)$)|[{_SHORT_ADVERBS}](?![{_NOT_AFTER_SHORT}]))"
    r"(?:的|了|，|、)?\s?"
)
_SUBJECT_STARTS = frozenset(
    "".join(word[0] for word in _WORDS["adverbs"])
    + _SHORT_ADVERBS
    + '到至“"十二再设今去前明近上下全年本以期0123456789我辖城市范境区县省州各'
)
_DIVISIONS = frozenset("省自市区县")


def may_be_subject(phrase: str) -> bool:
    """Whether a phrase can begin with a subject at all: by its first character, or by a division's kind behind it."""
    return phrase[:1] in _SUBJECT_STARTS or phrase[:1].isspace() or not _DIVISIONS.isdisjoint(phrase[2:4])


# What links a noun to the quantity after it, but for blanks. Here and in PHRASE_END each alternative begins with a
# character of its own, looked back at where need be, so that the search skips fast.
_EARLIER = r"(?:上年|去年|[^，。；]{0,4}(?:19|20)[0-9]{2}\s?年(?:底|末)?)(?:同期|相比)?"
_IN_A_YEAR = [
    rf"{by}{century}[0-9]{{2}}\s?年(?:底|末|初)?的?" for century in (19, 20) for by in ("", r"由\s?", r"从\s?")
]
_EACH_TIME = "(?:每(?:学期|学年|小时|[年月天日次餐]))?"
_FOR_EACH = (
    f"人均{_EACH_TIME}|户均{_EACH_TIME}|每(?:千瓦时|课时|学时|节课|堂课|人次|户次|车次|工作日|立方米|平方米|平方公里|公里|小时|分钟|学期|学年|公斤|"
    f"[人户床亩年月天日次个处间所生吨台部张度餐村班件斤套辆头只棵株课位名]{{1,2}}){_EACH_TIME}"
)
PREDICATE = re.compile(
    rf"(?:完成(?<=[入额量数值率资产]完成)|较{_EARLIER}|比{_EARLIER}|与{_EARLIER}|共计|总计|合计|累计|分别|已达到?|达到了?|达成|最高可?达|最多达|最高|高达|多达|"
    r"达(?<![下到送抵直表发传]达)|为(?<![行作成认以因视]为)|是|共有(?<![拥设建现具享所国既]共有)|有(?<![拥设建现具享所国既]有)|共|总共|约有|约|增至|增加到|增加至|增长到|增长至|"
    r"提高到|提高至|提升到|提升至|扩大到|降至|降到|下降到|下降至|减少到|减少至|保持在|稳定在|控制在|维持在|突破|超过|超|近(?<![邻附最]近)|从|由|在|同比|环比|目前|已经|已|仅|只|就|将|可(?<!许可)|拟|预计|力争|"
    rf"计划|应|按照?|各(?!地)|均(?<!平均)(?!衡)|数(?<![人户次总个台件对系指岁日天分倍基少多层级]数)|:|：|{'|'.join(_IN_A_YEAR)}|一次性|的(?:标准|额度)|{_FOR_EACH}|"
    r"了|曾|（[^）)\s]{0,6}|、|和|及|与|以及|等)$"
)
# The characters that a predicate can end in: without one of them there is none to look for.
PREDICATE_ENDS = frozenset(
    "计总到了达成为是有共约至破过超近从由在前已经仅只就将可拟争划应按照各均数:：年底末初的性准度曾、和及与等完期比去"
    "人户床亩月天日次个处间所生吨台部张别时米里钟斤度餐村班件套辆头只棵株课位名"
)
LINKING_PREDICATE = re.compile(
    r"(?:达到?|为|是|突破|超过|增至|增加到|提高到|降至|保持在|共计|合计|总计|[总人户次件]数|数量|[率量额积度长宽高深价值])了?\s?$"
)
LINK_ENDS = frozenset("达到为是破过至计数量率额积度长宽高深价值了")  # but for a blank
PAID_OUT = re.compile(r"(?:发放|拨付|兑现|下拨|发出)$")
NOUNLIKE_AT_END = re.compile(rf"(?:{_NOUNLIKE_VERBS})$")
_VERBS_AT_END = [
    *_WORDS["verbs"],
    *_WORDS["verbs or nouns"],
    *_WORDS["verbs at an end"],
]
VERB_AT_END = re.compile(rf"{alternatives(_VERBS_AT_END)}(?:了|到|出)?$")
# What the two patterns above can end in, and how long they get: a phrase is looked at only where it can match.
VERB_ENDS = frozenset({*(verb[-1] for verb in _VERBS_AT_END), *"了到出"})
LONGEST_VERB = max(map(len, _VERBS_AT_END)) + 1
VERB_ONLY = re.compile(rf"(?:{_VERBS}|{_ADVERBS}|[{_SHORT_ADVERBS}]|间接(?!受益)|{'|'.join(_WORDS['no nouns'])})++")
_IN_VERB_ONLY = [
    *(word for part in ("verbs", "verbs or nouns", "adverbs", "no nouns") for word in _WORDS[part]),
    *(*_SHORT_ADVERBS, "间接"),
    *("了", "到", "出"),
]
VERB_ONLY_STARTS, VERB_ONLY_ENDS = (frozenset(word[at] for word in _IN_VERB_ONLY) for at in (0, -1))
STOPS_AT_ONCE = re.compile(
    r"[…，。；：、,;:！？!?\n（()）【】\[\]/\-—~～+＋*×=%％]|$|"
    r"(?:被(?!执行人|征地|救助|监护|帮扶|保险人|调查人)|将(?!军)|已|正在|(?<!平)均(?!衡)|都|全部|分别|其中|和|与|及|以及|并|至|到|由|从(?!业)|在(?![校职岗园读册编线押建])|于|对(?!口)|向|为|是|"
    r"进行|用于|列入|纳入|参加|参与|接受|享受|得到|获得|受益|左右|以上|以下|以内|且|而|但|则|即(?!食)|等|就(?![业餐医诊读学地])|也|还|可(?!再生|回收)|能(?!源|力|耗)|需|应(?!急|用|届)|要|必须|增收|致富|入住|搬迁|参保|就读|入学|上学|上楼|"
    r"[今明去后前]年|因(?![素地])|同比|环比|相比|较|比|占|达|增长|下降|提高|来自|通过|投入|完成|按|按照|实行|统一|有|没有|未|尚|增加|增至|增长|扩大|提升|提高|调整|上升|上涨|减少|降|缩减|缩短|压缩|升至|扩展|拓展|延长|计划|拟|预计|力争|主要|同时|仍)"
)
OPENING_VERB = re.compile(
    r"(?:(?:专项|主要|重点)?用于|用以|支持|扶持|完成了?|实施了?|开展了?|推进|购买|购置|采购|对|给予|予以|作为|专项资金|资金|"
    r"(?:建设|新建|改造|打造|修建|提升(?![到至为了])|修缮|扩建|改建|改扩建|整治|治理)"
    r"(?:[、和及](?=建设|新建|改造|打造|修建|提升|修缮|扩建|改建|改扩建|整治|治理|维修|维护)|(?=[^，。；、,;]{5})))+(?=..)"
)
KINDS_OF = re.compile(r"(?:各类|各级各类|各种|各项)")
_MARKS = "|".join(map(re.escape, "…，。；：、,;:！？!?\n【[/《+＋*×="))
_NOT_A_SHORT_BRACKET = "".join(rf"(?<![（(][一-龥]{{{length}}}[）)])" for length in (1, 2, 3))
_OPENS_LONG = r"(?![^（()）]{1,6}[)）][一-龥])"
_NO_COMPOUND = "(?!补|资|费|项|面|用|工程|标准|内容|任务|基金|单位)"
PHRASE_END = re.compile(
    rf"{_MARKS}|（{_OPENS_LONG}|\({_OPENS_LONG}|）{_NOT_A_SHORT_BRACKET}|\){_NOT_A_SHORT_BRACKET}|"
    r"享受|办理|签订|签约(?!服务)|配套(?!设施|工程|幼儿园|学校|项目|资金|用房|管网|费)|进行|开展|提供|参加|参与(?!度|率)|接受|完成|实施(?!方案|单位|细则)|建立|得到|获得|"
    r"纳入|列入|用于|投入(?!使用率)|达到|实现|已[经建完全]?|均(?<!平均)(?!衡)|将(?!军)|正(?=在|进|积|提|加|按|有)|全部|分别|被(?!执行人|征地|救助|监护|帮扶|保险人|调查人)|在(?![校职岗园读册编线押建])|从(?!业|事)|向(?!日)|对(?!口|象|外|接)|由(?!于)|以(?!上|下|内)|"
    r"为(?!主|老|民|先|特)|是(?!否)|并(?!网)|且|而|后(?!续|备|勤|期)|"
    rf"建设{_NO_COMPOUND}|改造{_NO_COMPOUND}|建成|发放|投用|改造提升|提档升级|整改(?!率|任务)|开工|落地|入驻|"
    r"免费(?!停车|培训|课程|项目|开放)|和(?=\s?$)|及(?=\s?$)|与(?=\s?$)|以及(?=\s?$)|占(?!道|地|用)|比(?!例|赛|武|重)|的(?:比例|标准|要求|规定|目标)|总(?:建筑)?面积|建筑面积|面积|每[人户年月天]|加强|推动|促进|组织(?!$)|设置|设立|"
    r"配备|采取|按照|通过(?!率)|发展|让|真正|建有|设有|配有|具有|拥有|享有|具体|共同|联合|独立|负责|承办|今年|去年|19[0-9]{2}年|20[0-9]{2}年|约|近\s?$|共\s?$|增加\s?$|有\s?$|改造(?=\s?$)|之一|同意|备案|充电使用|结对|履行|举办|召开|逐一|逐个|安装(?!工程|费|率|量)|新增|取消|追回|开设|推出|主动|"
    r"中(?<![其初高集水空城职完]中)(?=仅|有|只|已|尚)|合作(?!社|医疗|项目|企业|单位|银行|协议|组织|学校|伙伴|机构|医院|基地)|可(?!再生|回收)|需(?!求)|能够|没有|尚未|未(?!成年|来|婚)|超(?!市|声|高|限|载|大)"
)
CLOSING_ENDS = frozenset("务题作等容面况上右内中次的")
CLOSING = re.compile(
    r"(?:(?:的)?(?:建设任务|目标任务|任务|问题|工作(?!室|站|者|人员|日)|等(?:内容|服务|方面|工作)?|情况)|以上|左右|内|上(?<!以上)|中(?<!其中)(?<!初中)(?<!高中)|次|的)$"
)
AMONG = re.compile(r"(?<=[一-龥]{2})(?<![其初高集水空城职完])中$")
HEAD_NOUN = re.compile(
    r"(?:社区|街道|村|乡镇|镇|乡|县|区|市|学校|小学|中学|幼儿园|医院|小区|项目|家庭|企业|单位|部门|机构|中心|站|点|园区|公园|道路|线路|景区|老人|老年人|儿童|学生|群众|居民|村民|农户|"
    r"贫困户|党员|人员|职工|用户|住户|商户|保护单位|文物|合作社|基地|牲畜|家畜|车辆)$"
)
GENERIC = re.compile(r"(?:资金|经费|面积|人数|数量|总数|金额|总额|规模|人员|项目)$")
