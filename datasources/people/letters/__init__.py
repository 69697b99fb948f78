"""Letters of the hub to people: laid into an outbox with what caused them, and sent from there by one process.

async with db.transaction() as transaction:
    await letters.post(transaction, key=…, recipient=…, subject=…, body=…, volunteer_pk=…, now=…)

posting     lays a letter into the outbox, in the caller's transaction
delivery    claims what is due, hands it over, notes it, puts it off or gives it up
carriers    the seam: what takes a letter, and what it says of it
smtp        a mail server
folder      a folder: one file per letter, for development
message     the mail that a letter is, the same one each time
settings    [mail]
"""

from datasources.people.letters.carriers import Carrier
from datasources.people.letters.delivery import Delivery
from datasources.people.letters.posting import post
from datasources.people.letters.settings import MailSettings

__all__ = ["Carrier", "Delivery", "MailSettings", "post"]
