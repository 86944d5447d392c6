"""What a report counts, one module for each subject; ``cases.figures.report`` lists them."""
