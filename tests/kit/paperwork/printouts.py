"""Printouts of the made-up papers, as the tests of every printer use them."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.kit.paperwork.sample import ANSWERS, APPLICATION, LETTER, LOOKUPS, REPORT, TASKS
from xietong.kit.paperwork.printout import Facts, Heading, ListTable, Paragraph, Picture, Printout, Signed, Table

AT = datetime(2026, 11, 22, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
FACTS = Facts(
    company="华远智能家居有限公司", number="XT-2026-018-SQ-01", version="V1.0", confidentiality="内部", state="会签中"
)
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

SIGNED = (
    Signed(capacity="发起部门负责人", department="市场部", signer="周建国", opinion="同意", at=AT, digest=DIGEST),
    Signed(
        capacity="部门负责人",
        department="生产部",
        signer="王芳",
        on_behalf_of="李强",
        opinion="有条件同意",
        reason="产线12月有检修，量产放行须避开第50周。",
        at=AT,
        digest=DIGEST,
    ),
    Signed(capacity="部门负责人", department="研发部"),
)

FILLED = Printout(
    paper=APPLICATION,
    values=ANSWERS | {"no": "XT-2026-018-SQ-01"},
    lookups=LOOKUPS,
    facts=FACTS,
    signatures=SIGNED,
    verification="X7K2-9QPM",
    verification_url="https://xietong.example/verify/X7K2-9QPM",
    made_at=AT,
)

BLANK = Printout(paper=APPLICATION, facts=Facts(company="华远智能家居有限公司"), blank=True)


def task(number: int) -> dict:
    return {
        "code": f"{number // 10 + 1}.{number % 10 + 1}",
        "name": f"第{number + 1}项任务：完成渠道门店的签约与铺货准备",
        "department": 10 + number % 3 * 10,
        "owner": number % 3 + 1,
        "urgency": ("high", "middle", "low")[number % 3],
        "start_on": "2026-11-23",
        "finish_on": "2026-12-18",
        "days": 20,
        "deliverables": ["签约门店清单", "铺货计划"] if number % 2 else ["评审纪要"],
        "done": number,
        "milestone": number % 10 == 9,
        "cost": f"{number * 1000}.50" if number % 4 else None,
    }


TASK_ROWS = tuple(task(number) for number in range(60))

LIST = Printout(
    paper=TASKS,
    values={"project": "2026年Q4智能门锁X3上市推广项目", "lead": 2, "rows": TASK_ROWS},
    lookups=LOOKUPS,
    facts=FACTS,
    signatures=(replace(SIGNED[0], capacity="编制"), replace(SIGNED[1], capacity="审核")),
    made_at=AT,
)

LETTER_OUT = Printout(
    paper=LETTER,
    title="关于协调调用高低温试验箱的函",
    facts=Facts(company="华远智能家居有限公司", number="市协函〔2026〕5号"),
    body_only=True,
    body=(
        Paragraph(text="研发部：", style="addressee"),
        Paragraph(
            text="为保证“2026年Q4智能门锁X3上市推广项目”设计验证按期完成，现商请贵部调用高低温试验箱一台，使用期自2026年11月25日至2026年12月4日止。"
        ),
        Table(
            headers=("类型", "名称", "数量", "使用地点", "归还时间"),
            rows=(("设备", "高低温试验箱", "1台", "质量部实验室", "2026-12-04"),),
        ),
        Paragraph(text="请于2026年11月24日17时前回复。"),
    ),
    signatures=(Signed(capacity="总负责人", department="市场部", signer="周建国", at=AT, digest=DIGEST),),
    made_at=AT,
)

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 120" width="400" height="120">'
    '<rect x="10" y="20" width="100" height="60" fill="#eee" stroke="#000"/>'
    '<text x="60" y="55" font-size="14" text-anchor="middle" font-family="Noto Sans SC">设计验证</text>'
    '<path d="M110 50 L200 50" stroke="#000"/></svg>'
)

REPORT_OUT = Printout(
    paper=REPORT,
    values={
        "project": "2026年Q4智能门锁X3上市推广项目",
        "met_on": "2027-02-05",
        "summary": "项目按期完成，首月销售额达到目标的一点一倍。\n协同机制总体有效，跨部门响应时间由四十小时缩短到十五小时。",
        "lessons": [{"what": "提前锁定长周期物料", "proof": "缺料停线为零"}],
    },
    lookups=LOOKUPS,
    facts=FACTS,
    body=(
        Heading(text="三、数据附表"),
        Paragraph(text="下表为各任务的计划与实际。"),
        Table(
            title="计划与实际",
            headers=("任务", "计划完成", "实际完成", "偏差（天）"),
            rows=(("量产放行", "2026-12-18", "2026-12-20", "2"), ("上市发布会", "2027-01-15", "", "0")),
        ),
        Picture(title="流程图", svg=SVG, landscape=True),
        ListTable(paper=TASKS, rows=TASK_ROWS[:5], title="附件：任务清单"),
    ),
    signatures=(),
    mark="草稿",
    made_at=AT,
)

ALL = {"blank": BLANK, "filled": FILLED, "list": LIST, "letter": LETTER_OUT, "report": REPORT_OUT}
