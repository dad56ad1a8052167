"""Asking for the archive, building it in the worker, what stops it."""

import pytest

from tests.cast import NOW
from tests.domain.closing.ending import ready_to_archive, sealed
from xietong.domain.closing import verifier
from xietong.domain.closing.services.archive import file_of

pytestmark = pytest.mark.django_db


def test_a_sealed_archive_verifies_and_archives_the_collaboration(cast):
    collaboration = ready_to_archive(cast)

    archive = sealed(collaboration, cast)

    path = file_of(archive)
    assert path.name == "智能门锁X3上市-20261123.zip"
    assert list(verifier.findings(path)) == []
    assert verifier.file_digest(path) == archive.digest
    collaboration.refresh_from_db()
    assert collaboration.state == "archived"
