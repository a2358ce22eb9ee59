/** What to do about a finding of the preflight, under the same name; `release.away` in place of starting a comparison. */
export const advice = {
  'reachable.unknown': 'Connect the account by a link or a token.',
  'reachable.unpaid': 'Pay the amoCRM tariff and check again.',
  'reachable.blocked': 'Ask amoCRM’s support and lift the block.',
  'reachable.suspended': 'Resume it: POST /api/v1/accounts/(id)/resume.',
  'reachable.reconnect': 'Connect the account again by link or token.',
  'reachable.unreachable': 'Check again later.',
  'tariff.small': 'Change to the tariff «Расширенный»; until then the hub learns of changes by polling.',
  'tariff.unpaid': 'Pay the amoCRM tariff.',
  'admin.unknown': 'Give access as an administrator of the account.',
  'admin.missing': 'Connect the account as an administrator.',
  'users.some': 'Look in amoCRM for users without a name or with an unfinished invitation.',
  'users.unreadable':
    'An external integration does not see users: take a public or private one, else limits cannot work.',
  'filter.off': 'Where there is much data, buy the filters of the API.',
  'webhooks.missing': 'Connect the account again.',
  'webhooks.full': 'Remove webhooks that nobody needs and connect the account again.',
  'webhooks.disabled': 'Switch it on in amoCRM’s settings or connect the account again.',
  'webhooks.unreadable':
    'Check the tariff and the rights of the integration; until then the hub learns of changes by polling.',
  'release.never': 'Start a comparison: POST to this address. It only reads the account.',
  'release.away':
    '{state, select, pending {Connect the account, then start a comparison: POST to this address.} suspended {Resume the account, then start a comparison: POST to this address.} removed {The account was removed from the hub and can be compared no more.} other {Connect the account again, then start a comparison: POST to this address.}}',
  'release.waiting': 'Look again in a minute: GET this address.',
  'release.failed':
    'Remove the cause and start another comparison: POST to this address, at most once in {minutes, plural, one {# minute} other {# minutes}}.',
  'release.outdated':
    'Start another comparison: POST to this address, at most once in {minutes, plural, one {# minute} other {# minutes}}.',
  'release.old': 'Start another comparison: POST to this address.',
  'release.none':
    'Make a release of the reference account of its group or upload a blueprint, and check again.',
  'release.unread': 'Check again later.',
  'room.short':
    'Remove what nobody needs in the account or shorten the release; archived pipelines take a place too.',
  'fieldRoom.tariff': 'Check the account’s tariff: Kommo’s limits are 100, 200 and 400 fields.',
  'fieldRoom.unpublished':
    'If you know the limit of your tariff, name it in the plan (limits.fields): then nothing above it is made.',
  'questions.open':
    'Answer the questions in the plan, or correct names and codes in the account and start another comparison. amoCRM never changes the type of a field: rename one of another type and take its code away, then the hub makes a new one. Without an answer the plan leaves these objects out.',
  'adoptions.some':
    'If these are other objects, rename them before the plan is applied, and take the code of fields and their values away too: the hub knows them by code first.',
  'settings.missing': 'Correct the branch, the rules or the exchange: until then no leads get there.',
  'settings.unknown': 'Check again later.',
  'duplicates.unknown':
    'Look at the duplicate control of the pipeline and at the card of the hub’s integration in amoCRM, and set the account’s field duplicateControl to absent or meets.',
  'clock.skewed': 'Check how the hub’s server keeps its time.',
  'timeZone.differs': 'Correct one of them: daily limits depend on it.',
  'crossing.missing':
    'Apply the release to the head office too, or give the field the code and type it has in the release. The hub makes the field of the transfer id (HUB_TRANSFER_ID) when rules are saved.',
  'crossing.partly':
    'If leads need these values, apply the release to the head office too and allow the fields in the rules.',
};
