"""The demo company's people: departments as a tree, heads, posts, offices. All names are invented."""

from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction

from xietong.domain.people.models import (
    CalendarDay,
    CalendarYear,
    CompanyRole,
    DayKind,
    Department,
    Person,
)
from xietong.domain.people.roles import Role

PASSWORD = "xietong-demo-2026"  # noqa: S105 - printed on the sign-in page of the demo; no real account has it

# (department, code, under, aliases, [(username, name, post)]); the first person is the head.
# fmt: off
DEPARTMENTS = [
    ("总经办", "总", "", ["总经理办公室"], [
        ("chenzongming", "陈宗明", "总经理"), ("suyalan", "苏雅兰", "副总经理（分管营销与产品）"),
        ("zhoujianguo", "周建国", "副总经理（分管研发与生产）"), ("fanghua", "方华", "总经办秘书"), ("kongming", "孔明轩", "档案管理员")]),
    ("市场部", "市", "总经办", ["市场营销部", "品牌部", "公共关系部"], [
        ("linhaoran", "林浩然", "市场部经理"), ("linxiaolan", "林晓岚", "产品营销主管"), ("tangyue", "唐悦", "推广专员"),
        ("qiuyang", "邱阳", "公关主管"), ("baiyun", "白芸", "市场研究经理")]),
    ("产品部", "产", "总经办", ["产品管理部"], [
        ("xiaowei", "萧薇", "产品部经理"), ("jiangnan", "江楠", "产品经理"), ("lubin", "陆斌", "产品经理"), ("yinxue", "尹雪", "需求分析师")]),
    ("研发部", "研", "总经办", ["研发中心"], [
        ("wangzhiyuan", "王志远", "研发部经理"), ("gongxin", "龚新", "结构工程师"), ("hanlei", "韩磊", "嵌入式工程师"),
        ("duyan", "杜妍", "项目工程师"), ("caochen", "曹晨", "测试工程师")]),
    ("技术部", "技", "总经办", ["技术支持部", "工程部"], [
        ("pengfei", "彭飞", "技术部经理"), ("shiqing", "施青", "技术支持工程师"), ("yugang", "余刚", "现场工程师")]),
    ("质量部", "质", "总经办", ["品质部", "质量管理部"], [
        ("zhaomin", "赵敏", "质量部经理"), ("luojia", "罗佳", "客诉质量工程师"), ("weitao", "魏涛", "体系工程师"), ("xumei", "许梅", "检验主管")]),
    ("生产部", "生", "总经办", ["制造部"], [
        ("wangfang", "王芳", "生产部经理"), ("lijun", "李军", "工艺主管"), ("mahong", "马红", "计划员"), ("dingqiang", "丁强", "车间主任")]),
    ("供应链部", "供", "总经办", ["供应链管理部", "物流部"], [
        ("guozhen", "郭振", "供应链部经理"), ("yaodan", "姚丹", "计划主管"), ("heqi", "何琪", "仓储主管")]),
    ("采购部", "采", "供应链部", ["采购中心"], [
        ("songjie", "宋杰", "采购部经理"), ("panlin", "潘琳", "采购工程师"), ("feiyan", "费燕", "采购员")]),
    ("销售部", "销", "总经办", ["营销部", "大客户部"], [
        ("sunlei", "孙磊", "销售部经理"), ("zhengshuang", "郑爽", "渠道经理"), ("wuhao", "吴昊", "大客户经理"), ("jiaoyang", "焦阳", "销售内勤")]),
    ("客服部", "客", "总经办", ["客户服务部", "售后服务部", "客户服务中心"], [
        ("hejing", "何静", "客服部经理"), ("tianli", "田丽", "投诉处理主管"), ("mengfan", "孟凡", "服务工程师")]),
    ("财务部", "财", "总经办", ["财务中心"], [
        ("liqiang", "李强", "财务部经理"), ("chengying", "程颖", "预算主管"), ("shaobo", "邵波", "成本会计"), ("renjie", "任洁", "费用会计")]),
    ("法务部", "法", "总经办", ["法律事务部", "合规部"], [
        ("gaoyuan", "高原", "法务部经理"), ("liangyi", "梁仪", "法务专员"), ("xiexin", "谢欣", "合规专员")]),
    ("人力资源部", "人", "总经办", ["人事部", "人力部"], [
        ("dongmei", "董梅", "人力资源部经理"), ("yuanyuan", "袁媛", "薪酬主管"), ("fuchao", "傅超", "招聘专员")]),
    ("行政部", "行", "总经办", ["行政管理部"], [
        ("shenrui", "沈睿", "行政部经理"), ("qianduo", "钱多", "会务主管"), ("lvxia", "吕霞", "行政专员")]),
    ("信息部", "信", "总经办", ["信息技术部", "信息中心"], [
        ("xuwei", "徐伟", "信息部经理"), ("jiale", "贾乐", "系统管理员"), ("hupeng", "胡鹏", "业务系统工程师")]),
    ("IT部", "网", "信息部", ["IT运维部"], [
        ("guanyu", "关宇", "IT部经理"), ("laoshi", "劳诗", "网络工程师"), ("cuijing", "崔静", "技术保障工程师")]),
    ("企管部", "企", "总经办", ["企业管理部", "PMO", "项目管理办公室"], [
        ("fengxue", "冯雪", "企管部经理"), ("hongtao", "洪涛", "项目管理专员"), ("minjie", "闵洁", "流程管理专员")]),
    ("审计部", "审", "总经办", ["内审部", "审计监察部"], [
        ("yanzheng", "严正", "审计部经理"), ("mokai", "莫凯", "审计专员")]),
]
OFFICES = [
    ("chenzongming", Role.EXECUTIVE), ("suyalan", Role.EXECUTIVE), ("zhoujianguo", Role.EXECUTIVE),
    ("fengxue", Role.PMO), ("hongtao", Role.PMO),
    ("kongming", Role.ARCHIVIST), ("mokai", Role.AUDITOR), ("jiale", Role.SYSTEM_ADMINISTRATOR),
]
# The executive above each department (分管领导); the rest report to the general manager.
EXECUTIVES = {
    "suyalan": ["市场部", "产品部", "销售部", "客服部"],
    "zhoujianguo": ["研发部", "技术部", "质量部", "生产部", "供应链部", "采购部"],
}
# State Council notices for 2025 and 2026 (domain.md §9.12).
OFF = [
    ("元旦", date(2025, 1, 1), date(2025, 1, 1)), ("春节", date(2025, 1, 28), date(2025, 2, 4)),
    ("清明节", date(2025, 4, 4), date(2025, 4, 6)), ("劳动节", date(2025, 5, 1), date(2025, 5, 5)),
    ("端午节", date(2025, 5, 31), date(2025, 6, 2)), ("国庆节、中秋节", date(2025, 10, 1), date(2025, 10, 8)),
    ("元旦", date(2026, 1, 1), date(2026, 1, 3)), ("春节", date(2026, 2, 15), date(2026, 2, 23)),
    ("清明节", date(2026, 4, 4), date(2026, 4, 6)), ("劳动节", date(2026, 5, 1), date(2026, 5, 5)),
    ("端午节", date(2026, 6, 19), date(2026, 6, 21)), ("中秋节", date(2026, 9, 25), date(2026, 9, 27)),
    ("国庆节", date(2026, 10, 1), date(2026, 10, 7)),
]
WORKED = [
    date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27), date(2025, 9, 28), date(2025, 10, 11),
    date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10),
]
# fmt: on


def load_calendar() -> None:
    """The official years; what is there already stays (a company may have edited it)."""
    for year in (2025, 2026):
        if CalendarYear.objects.filter(year=year).exists():
            continue
        CalendarYear.objects.create(year=year, source=f"国务院办公厅关于{year}年部分节假日安排的通知")
        days = [
            CalendarDay(day=date.fromordinal(n), kind=DayKind.OFF, name=name)
            for name, first, last in OFF
            for n in range(first.toordinal(), last.toordinal() + 1)
            if first.year == year
        ]
        days += [CalendarDay(day=day, kind=DayKind.WORKED, name="调休上班") for day in WORKED if day.year == year]
        CalendarDay.objects.bulk_create(days)


@transaction.atomic
def load_organisation() -> dict[str, Person]:
    """Departments, people and offices; persons by username."""
    password = make_password(PASSWORD)
    departments: dict[str, Department] = {}
    people: dict[str, Person] = {}
    for order, (name, code, under, aliases, members) in enumerate(DEPARTMENTS, start=1):
        department = Department.objects.create(
            name=name, code=code, parent=departments.get(under), aliases=aliases, order=order * 10
        )
        departments[name] = department
        for username, person_name, post in members:
            people[username] = Person.objects.create(
                username=username,
                name=person_name,
                post=post,
                department=department,
                password=password,
                email=f"{username}@huaxin.example",
                phone=f"021-5566-{len(people) + 1001}",
            )
        department.head = people[members[0][0]]
        department.save(update_fields=["head"])
    for username, names in EXECUTIVES.items():
        Department.objects.filter(name__in=names).update(executive=people[username])
    Department.objects.filter(executive=None).exclude(name="总经办").update(executive=people["chenzongming"])
    CompanyRole.objects.bulk_create(CompanyRole(person=people[username], role=role.value) for username, role in OFFICES)
    load_calendar()
    return people
