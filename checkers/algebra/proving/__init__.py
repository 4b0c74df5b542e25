"""The proving process: identities between formulas, with SymPy. Nothing outside imports it; it is run."""
