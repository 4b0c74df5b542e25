"""The pages, each a file with its routes."""
