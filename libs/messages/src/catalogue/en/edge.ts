/** English texts of the edge; the keys are those of the Russian file. */
export const edge = {
  'json-too-deep': 'The body nests deeper than {most} levels: line {line}, column {column}. Make it flatter.',
  'repeat-running':
    'The first request with this Idempotency-Key still runs, or nobody knows yet how it ended. Repeat it with the same key in a few seconds.',
  'repeat-unknown':
    'Nobody knows how the first request with this Idempotency-Key ended: the hub stopped or could not record it. Check whether the work is done; if it is not, send the request with a new key.',
  'repeat-secret':
    'The request with this Idempotency-Key is done. Its answer had a secret, so the hub showed it once. Send the request with a new key, and revoke the API key that is left over, if one was made.',
  'no-branches': 'an empty list of branches opens nothing: name branches or leave the field out',
  'removed-meanwhile':
    'The account was off-boarded while it was being connected: its keys are erased, its webhooks unsubscribed. Register it again to connect it.',
  'link-connected':
    'This link has connected the account already, and the connection works. To replace it, ask the head office for a new link.',
  'link-spent':
    'This link has connected the account already, or its time is over. Ask the head office for a new one.',
  'consent-too-weak':
    'The user who gave access is no administrator, and that is not enough: the hub would see neither users nor webhooks. Let an administrator of the account open the link (or issue the token). The earlier connection is unchanged.',
  'wrong-secrets': 'Too many webhooks with wrong addresses came from this address. Try again in a minute.',
  'metrics-closed':
    'Metrics are closed: set METRICS_KEY and send it as Authorization: Bearer, or open them on a port of their own with METRICS_PORT.',
  'database-away':
    'The hub’s database is away just now. Try again in a few seconds; if the request changed something, check first whether it is done.',
  'database-slow':
    'The hub’s database did not answer in time. Try again in a few seconds; if the request changed something, check first whether it is done.',
  'if-match-missing':
    'So that nobody else’s changes are lost, name the version you change: read the object (GET) and send its ETag in If-Match. The version now is {version}.',
  'if-match-form': 'the ETag of the object as GET answers it is needed, now "{version}"',
  stale:
    'The object was changed while you edited it: the version now is {version}. Read it again (GET), make your changes and send them with the new ETag in If-Match.',
  'read-only': 'this field is for reading only: leave it out or give back what GET answered',
};
