"""What an audit is made of: guarded fits, answers and their distance, other values, changes by hand."""
