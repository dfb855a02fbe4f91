"""The forms of a new plan. Bound to what the draft holds, they say what is wrong with it; nothing typed is changed."""
