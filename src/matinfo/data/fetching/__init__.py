"""Public data sets from the network: nothing here connects unless a function is called by name."""
