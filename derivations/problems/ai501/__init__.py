"""AI 501, spring 2023, homework 4."""
