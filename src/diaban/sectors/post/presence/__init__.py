"""Who was at a point, and when: phones, codes, evidence, doubts and staffed minutes."""
