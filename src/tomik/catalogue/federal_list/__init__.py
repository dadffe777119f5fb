"""The federal list of textbooks (ФПУ): reading, comparing and judging its snapshots."""
