"""Lists of written addresses: read, carried to the units of a day, and told in words."""
