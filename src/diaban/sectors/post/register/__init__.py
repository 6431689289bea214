"""The register of post points: what was said of each, followed into the addresses."""
