"""Commitments: how they are used, what they cover, and which there are.

`sums` adds up the charges, `figures` is the arithmetic, `coverage` the analysis over cost,
`inventory` the subject; `eligible` says which usage a commitment could cover.
"""
