"""Training: classes, their trainees and log-in handouts in the admin; the staff groups."""
