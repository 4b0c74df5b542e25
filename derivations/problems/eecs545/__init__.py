"""The EECS 545 sheet."""
