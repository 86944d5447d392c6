"""Charts as SVG of our own: no script, no inline style, readable without colour, the same on screen and paper."""
