"""What ``scripts/timm_models.py`` runs of timm in both frameworks."""
