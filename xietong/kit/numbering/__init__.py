"""Human numbers (XT-2026-0001): given once, never reused."""
