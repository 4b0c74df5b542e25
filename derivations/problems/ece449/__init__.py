"""ECE 449, spring 2021, assignment 2: the conceptual questions."""
