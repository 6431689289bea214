"""Pages of the year's programme: directives, tasks, targets, and how they stand."""
