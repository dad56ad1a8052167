"""How people sign in: local accounts made by the company, nobody registers alone."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class LocalAccounts(DefaultAccountAdapter):
    def is_open_for_signup(self, request: Any) -> bool:
        return False
