/** English texts of sync; the keys are those of the Russian file. */
export const sync = {
  'answer-unreadable':
    'amoCRM’s answer cannot be true: {path} has no "{expected}". Nothing was done. Repeat the request; if the answer stays, look at the account in a browser.',
  'release-lost':
    'The release lacks {gone, plural, one {# object} other {# objects}} of the {of} that release {number} had. No release was made. If all of it was deleted on purpose, confirm the loss.',
  lost: '{what}: {names}{more, plural, =0 {} one { and # more} other { and # more}}',
  'confirm-loss': 'To make the release with this loss, repeat the request with confirm "{confirm}".',
  'wrong-checksum':
    'This is not the checksum of this plan. Read the plan again and approve what you have read.',
  'target-not-removed':
    'The plan does not remove {from}. A stage or pipeline of its sections "Delete" and "Needs a decision" belongs here, and it deletes with prune only.',
  'target-twice': 'Where the deals of {from} go was said already.',
  'target-no-stage':
    'The release has no stage "{to}". The key of a stage belongs here as the plan’s changes have it: "Pipeline/Stage".',
  narrowed:
    'The plan is narrowed to {count, plural, one {# object} other {# objects}} of the release; the rest is not compared.',
  'plan-input': 'No plan was made: it names what is not there.',
  'transfer-field-taken':
    'Field “{name}” of the reference has the type {type} and stands in the place of the hub’s own field with the code {code}. The hub writes the transfer id there and makes that field itself, as a text: delete the field of the reference, or give it another name and code.',
  'leave-out-refused': 'No release was made: this cannot be left out. Correct the rules that errors names.',
  'leave-out-unknown':
    'The reference has no "{key}" ({kind}). Take the key from a plan’s changes or remove the rule.',
  'leave-out-own': 'The hub itself needs "{key}" ({kind}) in every release. Remove the rule.',
  'leave-out-named':
    '"{byKey}" ({by}) names what is left out: {kind} {key}. Leave that object out too, or remove its reference in the reference account.',
  'leave-out-namesake':
    '"{byKey}" has the name or code of "{key}" ({kind}), which is left out: branches could not distinguish them. Rename one of them in the reference account or leave out both.',
  'leave-out-only-child':
    'All that is in "{byKey}" ({by}) is left out: {kind} {key}. amoCRM does not make it empty. Leave the whole object out, or keep a part of what is in it.',
  'leaves-out': 'Left out of the release: {what}.',
  'manages-again': 'Managed again: {what}.',
  'narrowed-to-nothing':
    'Name at least one object, or leave the field out: then the plan is about everything.',
  'not-in-release': 'The release has no {kind} "{key}". Take kind and key from the plan’s changes.',
  'chosen-nowhere':
    'Neither the release nor what the hub made in these accounts has {kind} "{key}". Take kind and key from the release that had it; where a branch renamed it, make a plan for that account.',
};
