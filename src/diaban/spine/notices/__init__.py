"""Telling households their address code, and hearing from them: letters, one-time keys, answers."""
