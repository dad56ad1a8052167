"""The `django_tasks` backend over our queue, so that code written for Django's task API runs on it."""

from typing import Any

from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_module_path, normalize_json

from xietong.kit.clock import clock
from xietong.kit.jobs.queue import enqueue
from xietong.kit.jobs.work import function_at


class LeasedBackend(BaseTaskBackend):
    supports_defer = True
    supports_priority = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        self.validate_task(task)
        now = clock()
        job = enqueue(
            "xietong.kit.jobs.backend.call_task",
            now=now,
            run_after=task.run_after,
            priority=task.priority,
            path=get_module_path(task.func),
            args=normalize_json(list(args)),
            kwargs=normalize_json(dict(kwargs)),
        )
        return TaskResult(
            task=task,
            id=str(job.pk),
            status=TaskResultStatus.READY,
            enqueued_at=now,
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


def call_task(path: str, args: list[Any], kwargs: dict[str, Any], *, now: Any) -> Any:

    return function_at(path).call(*args, **kwargs)
