"""The pages of this house, one file per noun."""
