"""What other rooms may use of the write-off."""
