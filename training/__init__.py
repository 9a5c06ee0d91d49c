"""What training leads do: classes, their trainees and handouts."""
