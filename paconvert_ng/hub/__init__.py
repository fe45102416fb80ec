"""Hugging Face repositories among the files of a run: what they hold, what is wrong with them, how they are run."""
