"""The screens: one thin page each. Compute nothing."""
