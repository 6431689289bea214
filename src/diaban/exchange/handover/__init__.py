"""The province Post's handover of digital addresses: held against the registry, and corrected."""
