"""The models of docs/export-models.md."""
