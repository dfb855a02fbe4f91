"""What each dashboard shows: plain values, made from loaded figures without a query."""
