"""Answers as algebra: text of any spelling to one tree, the tree to numbers, two trees to a verdict."""
