"""Paper: the application form, the summary with one seal, and the receipt, as PDF files."""
