"""A column for a state table."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.lookups import In

from xietong.kit.workflow import StateTable

if TYPE_CHECKING:
    Column = models.CharField[Any, Any]  # reads back a member of its enumeration, not a bare str
else:
    Column = models.CharField


class StateField(Column):
    """Migrations see a plain CharField, so a new state needs none."""

    def __init__(self, table: StateTable, **kwargs: Any):
        self.table = table
        kwargs.setdefault("max_length", 30)
        super().__init__(choices=table.states.choices(), default=table.start.value, editable=False, **kwargs)

    def deconstruct(self) -> Any:
        name, _path, _args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", [], {"max_length": kwargs["max_length"], "default": self.default}

    def clone(self) -> "StateField":
        return type(self)(self.table, max_length=self.max_length)

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        # a look-up costs a tenth of calling the class, and lists read tens of thousands
        return None if value is None else self.table.states._value2member_map_[value]

    def to_python(self, value: Any) -> Any:
        return value if value is None else self.table.states(value)


@StateField.register_lookup
class OneOf(In):
    """`state__one_of=OPEN`: as `in`, with the states written into the statement instead of bound to it.

    SQLite chooses a partial index (… WHERE state IN ('a', 'b')) only when it reads the same words in the statement.
    Only members of the field's own states are written, so nothing from outside can come in.
    """

    lookup_name = "one_of"

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        states = self.lhs.output_field.table.states
        words = ", ".join(f"'{states(value).value}'" for value in self.rhs)
        return f"({words})", ()


class ChoiceField(Column):
    """A column for an enumeration (State without a table); reads back the member."""

    def __init__(self, states: Any = None, **kwargs: Any):
        self.states = states
        kwargs.setdefault("max_length", 30)
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, _path, _args, kwargs = super().deconstruct()
        if "default" in kwargs and kwargs["default"] is not None:
            kwargs["default"] = str(kwargs["default"])
        return name, "django.db.models.CharField", [], kwargs

    def clone(self) -> "ChoiceField":
        _name, _path, _args, kwargs = self.deconstruct()
        return type(self)(self.states, **kwargs)

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        return value if not value else self.states._value2member_map_[value]
