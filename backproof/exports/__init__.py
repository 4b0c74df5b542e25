"""Variants of a problem as questions for other programs' own graders: PrairieLearn, Moodle STACK, Moodle CodeRunner."""
