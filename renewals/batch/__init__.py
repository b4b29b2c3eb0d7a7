"""批量换证: many machines by one workbook, written, read, checked and marked; derived from the catalogue alone."""
