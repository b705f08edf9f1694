"""The ledger as a sheet (台账): read from any office's workbook, checked row by row, written once, given back."""
