"""The pages of 概況, a file each."""
