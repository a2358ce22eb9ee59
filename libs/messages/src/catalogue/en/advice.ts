/** What to do about a finding of the preflight, under the same name. */
export const advice = {
  'reachable.unknown': 'Connect the account by a link or a token.',
  'reachable.unpaid': 'Pay the amoCRM tariff and check again.',
  'reachable.blocked': 'Ask amoCRM’s support and lift the block.',
  'reachable.unreachable': 'Check again later or connect the account again.',
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
  'release.none':
    'Make a release of the reference account of its group or upload a blueprint, and check again.',
  'release.unread': 'Check again later.',
  'pipelines.short': 'Remove or join pipelines that nobody needs; archived ones take a place too.',
  'pipelines.full': 'Remove or join pipelines that nobody needs.',
  'names.twice': 'Rename one of them: the hub matches pipelines by name.',
  'stages.short': 'Remove stages of this pipeline or shorten the release.',
  'stages.full': 'Remove stages of this pipeline.',
  'names.several': 'Keep one or rename the others: else the plan asks, and leaves these pipelines out.',
  'names.archived': 'Bring them back in amoCRM: the API cannot.',
  'names.adopted': 'If these are other pipelines, rename them before the plan is applied.',
  'fieldRoom.tariff': 'Check the account’s tariff: Kommo’s limits are 100, 200 and 400 fields.',
  'fieldRoom.short': 'Remove fields that nobody needs or shorten the release.',
  'fieldRoom.unpublished':
    'If you know the limit of your tariff, name it in the plan (limits.fields): then nothing above it is made.',
  'fieldRoom.unknown': 'Check again when the account is connected and a release is made.',
  'fields.several': 'Rename the others or give the right field a code.',
  'fields.type':
    'amoCRM never changes a type: rename the branch’s field (and take its code away), then the hub makes its own.',
  'fields.code': 'Correct the code in the branch or in the release: integrations know fields by code.',
  'fields.adopted': 'If these are other fields, rename them before the plan is applied.',
  'fields.codeTwice': 'Remove or rename one of them.',
  'fields.nameTwice': 'Rename one of them: the hub matches fields by name.',
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
  'crossing.unknown': 'Check again later.',
};
