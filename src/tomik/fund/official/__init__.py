"""Official forms of the fund: what each says, and every paper as it was printed."""
