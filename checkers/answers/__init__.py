"""Answers of students to the parts of a problem: the names they may use, what they say, what it is worth by value."""
