"""Answers to gradient questions as students type them, their labels, and what the grader makes of them."""
