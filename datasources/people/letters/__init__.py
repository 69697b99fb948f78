"""Letters of the hub to people: laid into an outbox with what caused them, and sent from there by one process.

async with db.transaction() as transaction:
    await letters.post(transaction, key=…, recipient=…, subject=…, body=…, volunteer_pk=…, now=…)

posting     lays a letter into the outbox, in the caller's transaction
delivery    claims what is due, sends it, marks it, puts it off or gives it up
smtp        a mail server takes it
folder      a folder takes it: one file per letter, for development
"""

from datasources.people.letters.posting import post

__all__ = ["post"]
