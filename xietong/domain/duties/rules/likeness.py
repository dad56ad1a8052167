"""When two matters are the same duty in other words: 编制年度预算 and 制定全年预算.

Both texts are brought to plain characters, filler words are dropped and synonyms replaced (table below). Then the
verbs are taken out: two matters are alike unless each has a verb that the other lacks, and when what is left of them,
the object, has nearly the same pairs of characters (Dice coefficient of bigrams).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

ALIKE = 0.72  # Dice coefficient of the objects from which on people would say: the same thing
WHOLE_ALIKE = 0.82  # of the whole texts, when the verbs do not settle it

# The first word of a row stands for all of them.
VERBS = (
    ("编制", "制定", "制订", "拟定", "拟订", "起草", "撰写", "编写", "编撰", "草拟", "拟制", "出具"),
    ("审核", "审查", "复核", "评审", "审阅", "校核", "审议", "会审"),
    ("批准", "审批", "核准", "签批", "批复"),
    ("采购", "购买", "购置", "采买", "订购"),
    ("培训", "宣贯", "授课", "教育训练"),
    ("检测", "检验", "测试", "试验", "测验"),
    ("收集", "汇总", "归集", "汇集", "搜集", "统计"),
    ("沟通", "对接", "联络", "联系", "接洽"),
    ("跟踪", "跟进", "追踪", "监控", "监测", "监视"),
    ("实施", "执行", "落实", "推进", "开展", "办理"),
    ("调研", "调查", "摸底", "走访"),
    ("推广", "宣传", "传播", "营销推广"),
    ("发布", "发行", "公布", "下达", "下发", "印发"),
    ("验收", "查验", "验证"),
    ("分析", "研判", "剖析"),
    ("评估", "评价", "测评", "考评"),
    ("设计", "研制"),
    ("整改", "纠正", "改正", "修正"),
    ("招聘", "招募", "录用"),
    ("结算", "清算", "核销"),
    ("归档", "存档", "立卷"),
    ("选定", "选择", "遴选", "比选", "定点"),
)

NOUNS = (
    ("方案", "计划", "规划", "办法"),
    ("合同", "协议", "契约"),
    ("供应商", "供方", "供货商"),
    ("客户", "顾客", "用户", "消费者"),
    ("物料", "材料", "原料"),
    ("新产品", "新品"),
    ("员工", "人员", "职工"),
    ("年度", "全年", "本年"),
    ("费用", "开支", "支出"),
    ("场地", "场馆"),
    ("投诉", "客诉", "抱怨"),
    ("渠道", "经销商", "分销"),
    ("风险", "隐患"),
    ("制度", "规章", "规定"),
    ("报告", "总结报告", "汇报材料"),
)

_FILLER = re.compile(
    r"负责|组织|牵头|做好|进行|完成|相关|有关|各项|日常|全部|整体|工作|事项|事宜|及其|以及|等|的|与|和|及|或|并|对|本|该"
)
_NOT_WORDS = re.compile(r"[\W_]+")
_CHOICES = {word: row[0] for table in (VERBS, NOUNS) for row in table for word in row}
_SYNONYM = re.compile("|".join(sorted(_CHOICES, key=len, reverse=True)))
_VERB = re.compile("|".join(row[0] for row in VERBS))


@dataclass(frozen=True)
class Matter:
    """A duty brought to its bones."""

    verbs: frozenset[str]
    thing: str
    whole: str


@lru_cache(maxsize=4096)
def bones(text: str) -> Matter:
    """The verbs and the object of a matter, synonyms and filler words removed."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = _NOT_WORDS.sub("", _FILLER.sub("", plain))
    whole = _SYNONYM.sub(lambda found: _CHOICES[found.group()], plain)
    return Matter(frozenset(_VERB.findall(whole)), _VERB.sub("", whole), whole)


def likeness(one: str, two: str) -> float:
    """How alike two matters are, 0 to 1; from `ALIKE` on they are the same duty."""
    first, second = bones(one), bones(two)
    if not first.whole or not second.whole:
        return 0.0
    if first.whole == second.whole:
        return 1.0
    if first.verbs - second.verbs and second.verbs - first.verbs:
        return 0.0  # 合同审核 and 合同审批 are two duties
    things = dice(first.thing, second.thing) if first.thing and second.thing else 0.0
    if first.verbs == second.verbs and first.verbs:
        return things
    whole = dice(first.whole, second.whole)
    return whole if whole >= WHOLE_ALIKE else min(things, whole)


def dice(one: str, two: str) -> float:
    """The Dice coefficient of the pairs of neighbouring characters."""
    first, second = _pairs(one), _pairs(two)
    total = sum(first.values()) + sum(second.values())
    common = sum(min(count, second.get(pair, 0)) for pair, count in first.items())
    return 2 * common / total if total else float(one == two)


def _pairs(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for at in range(max(len(text) - 1, 1)):
        pair = text[at : at + 2]
        found[pair] = found.get(pair, 0) + 1
    return found


def same_name(text: str) -> str:
    """A name so that two spellings of one deliverable compare equal."""
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", text).casefold())
