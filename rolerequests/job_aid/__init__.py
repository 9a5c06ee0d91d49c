"""The job aid as data: Help, the User Roles Matrix, the fidelity ledger."""
