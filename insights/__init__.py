"""What the numbers say: statistics, evidence and the text made from them. Draws nothing."""
