"""How the signature snapshots are made; the entry is ``scripts/snapshot_signatures.py``."""
