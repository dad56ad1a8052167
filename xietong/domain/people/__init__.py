"""Who exists, where they sit, who stands in for whom, which days are worked, and how one signs in. Owns no work."""
