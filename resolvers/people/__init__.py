"""People who take part, as the graph asks for them: profiles, sign-ups, applicants, and the record of readings."""
