"""Adding trainees: names are read from what was pasted, shown in a preview, and created."""
