"""The tables agree: every step of every life has a permission row, and announces something that exists."""

import inspect

import pytest
from django.apps import apps
from django.db import models

from xietong.kit.events.event import Event


def living_things() -> list[type[models.Model]]:
    """Every noun that has a life: a state table, and the permission table that says who takes its steps."""
    return [model for model in apps.get_models() if hasattr(model, "life") and model.__module__.startswith("xietong.")]


STEPS = [
    pytest.param(model, step, id=f"{model.noun}.{step.verb}-from-{'-'.join(step.sources)}")
    for model in living_things()
    for step in model.life.steps
]


@pytest.mark.parametrize("model, step", STEPS)
def test_every_step_says_who_may_take_it(model, step):
    assert f"{model.noun}.{step.verb}" in model.permissions.rows


@pytest.mark.parametrize("model, step", STEPS)
def test_every_step_announces_an_event_about_its_noun(model, step):
    assert issubclass(step.announces, Event)
    assert f"{model.noun}_id" in inspect.signature(step.announces).parameters


def test_every_state_column_belongs_to_a_living_thing():
    """A model with a column `state` names its table, its permissions and its noun."""
    for model in living_things():
        assert {"state", "state_since"} <= {field.name for field in model._meta.get_fields()}, model
        assert model.noun, model
