"""The demo company: who works there, and five collaborations that its people really went through."""
