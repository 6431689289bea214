"""What leaves the registry on paper: plates, letters, certificates, with QR codes.

Each function takes plain values and returns the bytes of a file; nothing here asks the registry.
"""
