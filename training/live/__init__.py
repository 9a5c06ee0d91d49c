"""The live page of a class: where its trainees are, how far they are, and where they turned."""
