"""Ten faults in the running simulator that the browser tests must find: `make faults`."""
