/** What accounts differ in from the release they were brought to. `owner` is what the object is in, `what` what differs. */
export const drift = {
  vanished: '{kind} "{name}"{owner, select, none {} other { ({owner})}}: is no longer in the account',
  replaced:
    '{kind} "{name}"{owner, select, none {} other { ({owner})}}: the object is gone, and another one of that name or code is there. {what}',
  changed: '{kind} "{name}"{owner, select, none {} other { ({owner})}}: {what}',

  'held-up': 'A plan of the account is paused or not finished. Go on with it, or cancel it.',

  // Refusals.
  'no-release':
    'The account was not brought to any release yet, so there is nothing to compare it with. Make a plan and apply it.',
  'no-finding':
    'The account has no open finding {id}. They are listed at GET /api/v1/drift?accountId=<account id>.',
  'nothing-found': 'The account has no open findings. To look at it again: POST /api/v1/accounts/<id>/drift.',
};
