"""Finding a case again by what was said in it, although every word is encrypted."""
