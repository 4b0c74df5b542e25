"""The page that `backproof serve` shows: problems, hints, answers, derivations, forward rules, a class's marks."""
