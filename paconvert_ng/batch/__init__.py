"""``paconvert batch``: many repos, a process each, on this machine or on a Ray cluster. See docs/batch.md."""
