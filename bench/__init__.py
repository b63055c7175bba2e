"""Measurements: what `banjian bench` runs. Never imported by the product itself."""
