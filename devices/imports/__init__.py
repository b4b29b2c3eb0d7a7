"""台账导入: the city's present register and lists of enterprises, taken over from a spreadsheet."""
