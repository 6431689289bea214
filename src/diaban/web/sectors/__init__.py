"""What the shell makes of the sectors' declarations: pages in its frame, layers of its map."""
