"""How rows are kept: one transaction for one act, sealed columns, a journal nobody rewrites."""
