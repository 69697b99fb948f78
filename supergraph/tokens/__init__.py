"""Who asks: bearer tokens (JWT) of OpenID Connect issuers, verified against the issuers' published keys.

    verifier = Verifier(issuers, outbound)
    claims = await verifier.verify(token)           # Claims(issuer, subject, granted), or GraphError UNAUTHENTICATED

What it hides: key sets by address, file or discovery, kept and rotated (`keys`, `sources`); algorithms pinned by issuer
and never by the token; form, signature, audience and times (`verifier`); what claims grant (`issuers`); reasons that
repeat nothing of a token (`refusals`); and a key of one's own for trying out (`development`). A token that was verified
just now costs a hash and a look.
"""

from supergraph.tokens.issuers import Algorithm, Grant, Granted, Issuer
from supergraph.tokens.refusals import Reason, refusal
from supergraph.tokens.verifier import MAX_CHARACTERS, Claims, Verifier

__all__ = ["MAX_CHARACTERS", "Algorithm", "Claims", "Grant", "Granted", "Issuer", "Reason", "Verifier", "refusal"]
