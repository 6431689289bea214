"""Evidence from workbooks: a form a register to fill in, and filled forms taken in."""
