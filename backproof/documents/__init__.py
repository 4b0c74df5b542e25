"""Complete documents: a solution as one page of HTML that needs nothing else, and as PDF."""
