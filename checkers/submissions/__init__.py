"""Submissions as they arrive: files in five formats, folders and archives of them, and what is refused."""
