"""Okabe and Ito's colours, which the colour-blind can tell apart; the light ones a little darker.

Nothing rests on colour alone: lines bear their names, gains and losses their signs.
"""

BLUE, RED, GREEN, ORANGE, PURPLE, SKY = (
    *("#0072b2", "#d55e00", "#009e73", "#d98e00", "#aa4f8f", "#3f9bd0"),
)
COLOURS = (BLUE, RED, GREEN, ORANGE, PURPLE, SKY)
PALE = "#b8bec6"
