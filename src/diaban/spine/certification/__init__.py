"""The commune answers for its addresses: batches it certifies, doors it holds back, audit lots."""
