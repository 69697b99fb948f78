"""People who take part: who asks, what they share with whom, what they signed up for.

Personal data lives behind this door and nowhere else. What is here knows the rules (ages, consents, transitions,
roles); the statements stand in `datasources.store.people`.
"""
