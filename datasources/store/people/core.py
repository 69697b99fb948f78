"""The Core tables of people, for the statements of this package."""

from datasources.store.people import tables
from datasources.store.statements import table

ACCOUNT = table(tables.AccountTable)
ROLE = table(tables.RoleTable)
API_TOKEN = table(tables.ApiTokenTable)
VOLUNTEER = table(tables.VolunteerTable)
GUARDIAN_REQUEST = table(tables.GuardianRequestTable)
CONSENT = table(tables.ConsentTable)
ENGAGEMENT = table(tables.EngagementTable)
ENGAGEMENT_SHIFT = table(tables.EngagementShiftTable)
MESSAGE = table(tables.MessageTable)
CERTIFICATE = table(tables.CertificateTable)
ACCESS_EVENT = table(tables.AccessEventTable)
LETTER = table(tables.LetterTable)
KEPT_ANSWER = table(tables.KeptAnswerTable)
ERASURE = table(tables.ErasureTable)
