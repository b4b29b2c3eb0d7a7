"""补充附件 of a batch: read a ZIP safely, tell whose each file is and what it is, add it once."""
