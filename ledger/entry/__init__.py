"""The pages on which a year is entered: the grid of a sheet, its workbook, its files and talk, submission and approval."""
