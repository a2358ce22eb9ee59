/** English texts of wrong fields; the keys are those of the Russian file. */
export const fields = {
  unknown: 'Unknown field. Remove it.',
  text: 'Give a string of {min} to {max, plural, one {# character} other {# characters}}.',
  'plain-text': 'Remove the characters that cannot be kept: NUL and halves of surrogate pairs.',
  pattern: 'Give a string of the form {pattern}.',
  subdomain: 'Give a subdomain: lower-case letters, digits and hyphens, e.g. kazan.',
  clock: 'Give a time from 00:00 to 23:59, e.g. 09:00.',
  days: 'Give a list of dates as YYYY-MM-DD, e.g. 2026-01-31, at most {max}.',
  'int-between': 'Give a whole number from {min} to {max}.',
  'int-from': 'Give a whole number of at least {min}.',
  flag: 'Give true or false.',
  id: 'Give an id (UUID); the list of these objects has it.',
  moment: 'Give a moment with its time zone, e.g. 2026-01-01T00:00:00Z.',
  choice: 'Give one of: {of}.',
  zone: 'Give a time zone by its name, e.g. Europe/Moscow.',
  'text-list': 'Give a list of {min} to {max, plural, one {# non-empty string} other {# non-empty strings}}.',
  'choice-list': 'Give a list of {min} to {max} of these values: {of}.',
  'pattern-list': 'Give a list of strings of the form {pattern}, at most {max}.',
  'int-list': 'Give a list of whole numbers, at most {max}.',
  object: 'Give a JSON object.',
  'object-list': 'Give a list of JSON objects, at most {max}.',

  cursor: 'Give the nextCursor of an earlier page of this list, or remove the field.',
  'branches-needed': 'Give at least one branch: a branch-admin key is tied to branches.',
  'branches-forbidden': 'Remove the branches: a key of {role} is not tied to any.',
  'no-such-branch': 'There is no branch {id}. Give an id of the list of branches.',
  'no-such-group': 'There is no such group. Give an id from the list GET /api/v1/groups.',
  'token-or-code': 'Give one of the two: longLivedToken or code.',
  'header-needed': 'Give this header: a new value for each press.',
  'one-group-per-manager': 'Manager {id} is in a group already. Keep each manager in one group, once.',
  'group-name-taken': 'There is a group of this name already. Call this one differently.',
  'exchange-user-presses':
    'User {id} owns leads that are handed out and can take none. Remove the user from the managers or from the owners of leads.',
  'needs-key-stage':
    'This limit needs a key stage: set keyStages of the group «{group}» or switch the limit off.',
  'key-stage-in-use':
    'A limit of a manager of this group counts by the key stage. Switch that limit off first.',
  'one-key-stage-per-pipeline': 'This pipeline has a key stage already. Keep one stage per pipeline.',
  'no-such-column': 'The table of limits has no column «{column}». Take the names from an export.',
  'column-twice': 'The column «{column}» is there twice. Keep one.',
  'cells-of-line':
    'The line has {cells, plural, one {# cell} other {# cells}} instead of {columns}. Compare it with the first line.',
  'no-user-column': 'The first line must have a column userId. Take the names from an export.',
  'json-list': 'Give a JSON list, an object per user, as in an export.',
  'too-many-users':
    'With those who are stored there would be more than {max} users. Import fewer lines or remove users with PUT.',
  'one-row-per-user': 'A user is listed twice. Keep one row per user.',
};
