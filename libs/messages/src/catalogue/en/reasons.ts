/** Why a change of a plan is blocked or for a person, and what to decide. */
export const reasons = {
  'ambiguous-name': 'several objects are called "{name}" ({ids}). Which one is ours?',
  'type-differs':
    'type {wanted} is wanted, the field has {found}, and a type never changes. Rename the field and take its code away, forget a managed one in the ledger: a new one comes beside it',
  'type-replaced':
    'the release has replaced field “{name}” of type {found} by one of type {wanted} with the same code, but a type never changes and no two fields have one code. Give the new field another code in the reference (one without a code another name) and make a release: the plan creates it, and with prune deletes the former one',
  'code-differs': 'the branch’s field has code {found}, {wanted} is wanted. Replace it?',
  'code-built-in':
    'code {code} belongs to the built-in field "{name}". Take another code, or use the built-in field?',
  'code-taken': 'code {code} belongs to the field "{name}". Which field shall have it?',
  archived: 'is archived. Bring it back, or make it an exception?',
  'parent-blocked': 'waits for a decision on what it belongs to',
  'reference-blocked': 'refers to "{key}", which needs a decision',
  'reference-excepted': 'refers to "{key}", which the exception "{exception}" leaves to the branch',
  'limit-pipelines': 'an account holds at most {limit} pipelines',
  'limit-stages': 'a pipeline holds at most {limit} stages',
  'limit-fields': 'the tariff allows at most {limit} fields',
  'not-counted': 'nobody knows how many cards this touches; count first',
  'needs-target': 'live deals inside ({count}). Which stage shall they move to?',
  'requests-wait': 'requests wait among the incoming leads ({count}). Sort them first',
  'target-unknown': 'the release has no stage "{key}" to move the deals to',
  'holds-own-objects': 'holds something of the branch’s own: "{name}"',
  'holds-excepted': 'holds an exception of the branch: "{name}". It is deleted once that is removed or ends',
  'in-use': 'the hub needs it: {who}. Name another one in that setting first',
  'last-of-its-kind': 'the last pipeline cannot be deleted',
  'not-deletable': 'the API cannot delete it, delete it on the settings page',
  'not-writable': 'the API cannot change it, use the settings page',
  'not-readable': 'the account does not give this list over the API, compare it on the settings page',
  'by-hand': 'is done by hand, then confirmed',
  'near-twin':
    'the branch has {names}, which differs only in case, spaces, dashes or ё. Is that the one, or make another beside it?',
  'maybe-made':
    'a call whose answer was lost may have made it, and people may have renamed it: since then {names} came. Is that the one, or make another beside it?',
};
