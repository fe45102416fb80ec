"""Model files of transformers, each taken as a repository with code of its own, converted and run beside torch."""
