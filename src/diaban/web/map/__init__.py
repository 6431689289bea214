"""The map: tiles of addresses, units and ground cut from our own data when they are asked for."""
