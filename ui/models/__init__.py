"""Models behind the docks: what is shown, column by column; the docks only arrange views over them."""
