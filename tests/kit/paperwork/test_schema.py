"""The JSON schema says what the validator takes."""

from tests.kit.paperwork.sample import APPLICATION, CHOICES
from xietong.kit.paperwork.schema import json_schema


def test_the_schema_of_a_paper():
    schema = json_schema(APPLICATION, CHOICES | {"urgency": [("p0", "特急")]})
    lines = schema["properties"]

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["required"] == [
        "title",
        "department",
        "initiator",
        "urgency",
        "goal",
        "start_on",
        "finish_on",
        "milestones",
    ]
    assert lines["title"] == {
        "type": "string",
        "maxLength": 60,
        "minLength": 1,
        "title": "任务名称",
        "description": "年度或季度＋对象＋项目",
    }
    assert lines["no"]["readOnly"] is True
    assert lines["urgency"]["oneOf"] == [{"const": "p0", "title": "特急"}]
    assert lines["start_on"]["format"] == "date"
    assert lines["budget"]["anyOf"][1] == {"type": "null"}
    assert lines["members"]["items"] == {"type": "integer", "minimum": 1}
    assert lines["outcomes"]["minItems"] == 1
    assert lines["outcomes"]["items"]["required"] == ["name", "measure", "target"]
    assert "id" in lines["outcomes"]["items"]["properties"]
