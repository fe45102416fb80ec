"""``paconvert rules``: look at, write, check and prove rules. Only ``test`` imports the frameworks."""
