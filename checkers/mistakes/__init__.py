"""The ways in which a derivation goes wrong, by kind, each for every program it can happen in."""
