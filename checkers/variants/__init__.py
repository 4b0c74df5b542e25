"""A problem with other numbers for each student: drawn by a seed, the key derived, and held against torch."""
