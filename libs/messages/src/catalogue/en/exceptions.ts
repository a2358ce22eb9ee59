/** Differences that head office allows an account: refusals, and their words in a plan. */
export const exceptions = {
  'no-object':
    'The release has no {kind} with the key "{key}". Take kind and key from the changes of a plan, or name another release.',
  'no-attribute': 'The object has no attribute {attribute}. It has: {of}.',
  'end-passed': 'Give a moment in the future.',
  'no-release':
    'The account was not brought to any release yet. Name in releaseId a release that has this object.',
  'in-force': 'An exception for this object is in force ({id}). Change it, or delete it first.',
  'not-found': 'The account has no such exception. They are listed at GET /api/v1/accounts/<id>/exceptions.',

  // In a plan.
  section: 'Exceptions, left alone: {count}',
  line: '{kind} "{key}": {reason}; until {until}',
  'line-in-part': '{kind} "{key}" ({attributes}): {reason}; until {until}',
};
