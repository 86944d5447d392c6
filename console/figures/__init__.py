"""Reports at the desk: pages, charts, workbook, paper, ledger and the study of one case."""
