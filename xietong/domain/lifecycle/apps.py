"""The house `lifecycle` as a Django app."""

from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "xietong.domain.lifecycle"
    label = "lifecycle"

    def ready(self) -> None:
        """The archive takes the documents of all houses, and only this house knows them all."""
        from xietong.domain.closing.services import gather_documents_with  # noqa: PLC0415 - models are ready only now
        from xietong.domain.lifecycle.documents import all_documents  # noqa: PLC0415

        gather_documents_with(all_documents)
