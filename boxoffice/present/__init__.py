"""What every front end shares: words, rows, the seat map, receipts and the output formats."""
