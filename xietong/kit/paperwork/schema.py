"""The answers of a paper as JSON schema (draft 2020-12), for the API and other systems."""

from collections.abc import Callable
from typing import Any

from xietong.kit.paperwork import spec
from xietong.kit.paperwork.validate import NO_CHOICES, Choices, options_for

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
AN_ID: Schema = {"type": "integer", "minimum": 1}


def json_schema(paper: spec.PaperForm, choices: Choices = NO_CHOICES) -> Schema:
    """What `validate` gives back for this paper and takes again; `choices` as there, for options brought by the
    organisation."""
    return {
        "$schema": DRAFT,
        "$id": f"urn:xietong:paper:{paper.name}",
        "title": paper.title,
        "description": f"{paper.number} {paper.edition}",
    } | _object(paper.all_lines, choices)


def _object(lines: tuple[spec.Line, ...], choices: Choices, grid: spec.Grid | None = None) -> Schema:
    return {
        "type": "object",
        "properties": {line.key: _property(line, choices, grid) for line in lines},
        "required": [line.key for line in lines if line.required and not line.computed],
        "additionalProperties": False,
    }


def _property(line: spec.Line, choices: Choices, grid: spec.Grid | None) -> Schema:
    schema = SCHEMAS[type(line)](line)
    if isinstance(line, spec.Grid):
        schema["items"] = _row(line, choices)
    elif isinstance(line, spec.Choice):
        options = options_for(line, grid, choices) or ()
        titled = {"type": "string", "oneOf": [{"const": str(value), "title": label} for value, label in options]}
        schema = schema | {"items": titled} if line.many else titled
    if not line.required and isinstance(schema.get("type"), str) and schema["type"] not in ("array", "string"):
        schema["type"] = [schema["type"], "null"]
    elif not line.required and schema.get("type") == "string" and not isinstance(line, spec.Text):
        schema = {"anyOf": [schema, {"type": "null"}]}
    schema["title"] = line.label
    if line.help:
        schema["description"] = line.help
    if line.computed:
        schema["readOnly"] = True
    return schema


def _number(line: spec.Number) -> Schema:
    if line.places:
        return {"type": "string", "pattern": rf"^-?\d+(\.\d{{1,{line.places}}})?$"}
    return {"type": "integer"} | _bounds(line.minimum, line.maximum)


def _bounds(minimum: int | None, maximum: int | None) -> Schema:
    return {key: value for key, value in (("minimum", minimum), ("maximum", maximum)) if value is not None}


def _one_or_many(line: Any, one: Schema) -> Schema:
    if not line.many:
        return one
    return {"type": "array", "items": one, "uniqueItems": True} | ({"minItems": 1} if line.required else {})


def _row(grid: spec.Grid, choices: Choices) -> Schema:
    row = _object(grid.columns, choices, grid)
    row["properties"] = {spec.ROW_ID: {"type": ["integer", "string"], "title": "行的内部编号"}} | row["properties"]
    return row


def _grid(line: spec.Grid) -> Schema:
    least = max(line.min_rows, 1 if line.required else 0)
    return {"type": "array", "minItems": least, "maxItems": line.max_rows}


SCHEMAS: dict[type[spec.Line], Callable[[Any], Schema]] = {
    spec.Text: lambda line: (
        {"type": "string", "maxLength": line.max_length} | ({"minLength": 1} if line.required else {})
    ),
    spec.Texts: lambda line: {
        "type": "array",
        "items": {"type": "string", "maxLength": line.max_length},
        "minItems": 1 if line.required else 0,
        "maxItems": line.max_rows,
    },
    spec.Day: lambda line: {"type": "string", "format": "date"},
    spec.Moment: lambda line: {"type": "string", "format": "date-time"},
    spec.Number: _number,
    spec.Money: lambda line: {"type": "string", "pattern": r"^-?\d{1,15}\.\d{2}$", "x-unit": "元"},
    spec.Percent: lambda line: {"type": "integer"} | _bounds(line.minimum, line.maximum),
    spec.YesNo: lambda line: {"type": "boolean"},
    spec.Choice: lambda line: _one_or_many(line, {"type": "string"}),
    spec.PersonPick: lambda line: _one_or_many(line, dict(AN_ID)),
    spec.DepartmentPick: lambda line: _one_or_many(line, dict(AN_ID)),
    spec.Files: lambda line: {
        "type": "array",
        "items": dict(AN_ID),
        "minItems": 1 if line.required else 0,
        "maxItems": line.max_files,
    },
    spec.Grid: _grid,
}
