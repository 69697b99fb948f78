"""The store of people: accounts and roles, profiles, consents, sign-ups, who read what, letters to be sent.

Nothing here is indexed for search, and nothing lists people: rows are reached by their owner's account, by a sign-up,
or by a secret.
"""
