"""A long run of random, mutated and hostile text through every door that takes a stranger's text."""
