"""Reports of the programme as files: the annex table, and the report in the form of a document."""
