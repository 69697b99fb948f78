"""People who take part: profiles, sign-ups, what organisations see of applicants, and the changes people make."""
