"""A class at once: many submissions graded by worker processes here or by a cluster, stored, resumed."""
