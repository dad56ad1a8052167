"""协同 Xietong: a standard guide for cross-department work, made executable."""
