"""Open data: the doors of the whole city as CSV, GeoParquet and PMTiles, a version each day."""
