"""Numpy functions, written apart from the texts, that say which answers of the set are right."""
