"""The people's front door: the counselors' console and the supervisors' wallboard."""
