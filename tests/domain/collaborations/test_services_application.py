"""Form 1 from draft to approval, and every way back."""

import pytest

from tests.cast import NOW, actor
from tests.make import answers, make_application, make_collaboration, return_as, sign_as
from xietong.domain.collaborations import services
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.states import ApplicationState
from xietong.kit.access import Forbidden
from xietong.kit.problems import Problems
from xietong.kit.workflow import NotNow


@pytest.mark.parametrize("state", [s.value for s in ApplicationState])
def test_an_application_can_be_brought_to_every_state(cast, state):
    assert make_application(cast, state).state == state


@pytest.mark.parametrize("stage", ["launch", "planning", "execution", "closing", "archived"])
def test_a_collaboration_can_be_made_in_every_stage(cast, stage):
    assert make_collaboration(cast, stage).state == stage
