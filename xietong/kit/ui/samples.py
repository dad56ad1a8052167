"""What the style page shows: sample rows for every component. Words of an office, no real data."""

from datetime import timedelta
from typing import Any

from xietong.kit.clock import clock, today
from xietong.kit.problems import Problem
from xietong.kit.ui.shapes import Action, Axis, Bar, Change, Check, Choice, Fact, Happening, Sign, Stage

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def gallery() -> dict[str, Any]:
    now, day = clock(), today()
    ago = lambda **gone: now - timedelta(**gone)  # noqa: E731
    return {
        "day": day,
        "digest": DIGEST,
        "deadlines": [
            now - timedelta(hours=5),
            now + timedelta(hours=3),
            day + timedelta(days=2),
            day + timedelta(days=9),
        ],
        "stages": [
            Stage("启动", "done", "#stages"),
            Stage("计划", "current", "#stages", "还差 3 项"),
            Stage("执行", "open"),
            Stage("收尾", "open"),
            Stage("归档", "open"),
        ],
        "checks": [
            Check("叶子任务资料齐全", False, "12 项任务缺少验收标准", "市场部 陈静", ago(days=3), "#gate", "去补全"),
            Check(
                "高风险都有预案和责任人",
                False,
                "「关键物料断供」没有预案",
                "采购部 何平",
                ago(days=1),
                "#gate",
                "去填写",
            ),
            Check("计划书已批准", False, "等待 财务部 李强 签字", "财务部 李强", ago(hours=20), "#gate", "去催办"),
            Check("资源冲突已解决或已接受", True),
        ],
        "signs": [
            Sign("生产部", "王芳", "signed", at=ago(hours=26)),
            Sign("财务部", "李强", "waiting", since=ago(days=2), late=True),
            Sign(
                "市场部", "周敏", "returned", at=ago(hours=3), reason="上市日期与渠道排期冲突，请改到 12 月 8 日之后。"
            ),
            Sign("法务部", "赵磊", "signed", at=ago(hours=2), on_behalf="孙莉"),
            Sign("总经理", "高远", "later"),
        ],
        "happenings": [
            Happening(
                ago(minutes=12), "财务部 李强", "提了一个问题", "预算里的渠道费用是否含税？", "message-circle", "#"
            ),
            Happening(
                ago(hours=5), "市场部 周敏", "退回了计划书 第 2 版", "上市日期与渠道排期冲突。", "arrow-back-up", "#"
            ),
            Happening(ago(days=1), "生产部 王芳", "签了计划书 第 2 版", "", "signature"),
            Happening(ago(days=40), "市场部 陈静", "提交了申请", "", "send"),
        ],
        "rows": [
            (
                "XT-2026-014",
                "智能温控器上市",
                "计划",
                "red",
                "渠道排期冲突未处理",
                0.42,
                0.6,
                "陈静",
                day + timedelta(days=16),
            ),
            (
                "XT-2026-011",
                "华东客户投诉 8D 处理",
                "执行",
                "yellow",
                "2 项任务临近",
                0.71,
                0.75,
                "王芳",
                day + timedelta(days=5),
            ),
            ("XT-2026-009", "2027 年度预算编制", "执行", "green", "", 0.55, 0.5, "李强", day + timedelta(days=30)),
            ("XT-2026-017", "春季展会", "启动", "grey", "", 0, None, "周敏", day + timedelta(days=88)),
        ],
        "bars": [
            Bar("生产部", 46, 40, "care", "#", ""),
            Bar("市场部", 32, 38, "plain", "#"),
            Bar("财务部", 18, 20),
            Bar("法务部", 6, 10),
        ],
        "axes": [
            Axis("目标达成", 4.2, 3.6),
            Axis("流程有效", 3.1, 3.5),
            Axis("沟通协作", 3.8, 3.2),
            Axis("风险应对", 2.6, 3.4),
        ],
        "changes": [
            Change("完成日期", "2026-12-01", "2026-12-08"),
            Change("责任部门", "市场部", "市场部"),
            Change("渠道费用", None, "120,000 元"),
            Change("预热活动", "11-28 线上发布", None),
        ],
        "facts": [
            Fact("编号", "XT-2026-014"),
            Fact("总负责人", "市场部 陈静", "#"),
            Fact("起止", "2026-10-08 至 2026-12-08", note="42 个工作日"),
            Fact("预算", "480,000 元", "#"),
        ],
        "tabs": [
            Choice("概览", "#", True),
            Choice("任务", "#", count=128),
            Choice("风险", "#", count=7),
            Choice("会议", "#"),
        ],
        "chips": [
            Choice("全部", "#"),
            Choice("我负责的", "#", True, 12),
            Choice("红色预警", "#", count=3),
            Choice("逾期", "#", count=5),
        ],
        "actions": [
            Action("提交会签", dialog="sample-sign", kind="primary", icon="send"),
            Action("编辑", "#", icon="pencil"),
            Action("退回", dialog="sample-reason", kind="care", icon="arrow-back-up"),
        ],
        "more": [
            Action("复制为新申请", "#", icon="copy"),
            Action("导出 Word", "#", icon="file-type-docx"),
            Action("撤回", dialog="sample-reason", icon="arrow-back-up"),
        ],
        "first": Action("新建协同", "#", "primary", "plus"),
        "problems": [
            Problem("due", "时间节点 第 2 行 日期", "完成日期早于开始日期，请改为 2026-12-01 或之后。"),
            Problem("budget", "预算", "请填写数字，例如 120000。"),
        ],
        "todos": [
            (
                "s1",
                "请签字：协同计划书 第 2 版",
                "signature",
                "待签字",
                "智能温控器上市",
                "陈静 提交",
                now - timedelta(hours=5),
                "签字",
            ),
            (
                "s2",
                "请答复：借用测试工位两天",
                "message-circle",
                "支持请求",
                "华东客户投诉 8D 处理",
                "生产部 王芳",
                now + timedelta(hours=3),
                "答复",
            ),
            ("s3", "请更新 6 项任务的今日进度", "pencil", "每日更新", "2027 年度预算编制", "", day, "更新"),
        ],
    }
