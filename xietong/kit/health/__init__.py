"""Is the installation well? A register of checks, asked by `doctor`, by the operations page and by the tests."""
