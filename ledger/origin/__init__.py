"""Where a number comes from: the card behind every number of a page."""
