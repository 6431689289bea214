"""How far households have to an open point along the roads, and where one more helps."""
