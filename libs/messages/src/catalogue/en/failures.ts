/** English failures; the keys are those of the Russian file. */
export const failures = {
  unexpected: 'Unexpected error: {error}. Repeat; if that does not help, give this text to the developers.',
  reason:
    '{reason, select, registered {registered} ok {connected} unpaid {the tariff is not paid} blocked {amoCRM blocks the calls} long_lived_token_refused {the long-lived token was revoked or has ended} no_refresh_token {there is no refresh token} refresh_token_refused {the refresh token was revoked or has ended} new_token_refused {a new token is refused} integration_off {the integration was switched off in amoCRM} unfit_token {the token is of another account or of no administrator} no_credentials {there are no tokens yet} other {{reason}}}',

  'rate-limited':
    'Account {host}: too many requests, amoCRM asks to wait. The hub repeats its own work by itself; repeat a request to the API later.',
  blocked:
    'Account {host}: amoCRM blocks the hub’s calls. Write to amoCRM’s support, then lift the block in the hub.',
  forbidden:
    'Account {host} does not allow the hub to do this: {detail}. Check the rights of the user who connected the account, or connect it as an administrator.',
  unauthorized: 'Account {host} does not accept the token. Connect the account again.',
  'not-callable':
    'The account cannot be called: {state, select, pending {it is not connected yet, connect it} suspended {it is suspended, resume it} removed {it was removed from the hub} other {connect it again}} ({reason}).',
  unpaid: 'The tariff of account {host} has ended. Pay for amoCRM; the hub goes on by itself.',
  invalid: 'Account {host} does not accept the data: {detail}. Correct the settings or the card and repeat.',
  'invalid-field':
    'Account {host} does not accept the field {field}: {detail} ({code}). Correct its value or setting and repeat.',
  'not-found':
    'Account {host} no longer has this: {path}. Check whether the object was deleted, and correct the settings that name it.',
  refused: 'Account {host} refused {method} {path}: {detail}. Check the settings of the account and repeat.',
  'server-failed':
    'The server of account {host} failed: {detail}. The hub repeats its own work by itself; repeat a request to the API later.',
  'outcome-unknown':
    'Account {host} did not answer a write, its outcome is unknown. The hub checks first whether it was written and goes on by itself.',
  'connection-failed':
    'There is no connection to account {host}. The hub repeats its own work by itself; repeat a request to the API later.',
  'unexpected-answer':
    'amoCRM’s answer is not as its API describes: no {expected} at {path}. The hub repeats; if that does not help, give this text to the developers.',
  'grant-refused': 'Account {host} refuses the code or refresh token. Connect the account again.',
  'budget-stopped':
    'Calls are stopped: {reason, select, blocked {amoCRM blocks them. Write to amoCRM’s support, then lift the block in the hub} other {amoCRM asks to wait. The hub repeats its own work by itself; repeat a request to the API later}}.',

  'held-elsewhere': 'Another process of the hub does this work just now. The hub repeats by itself.',
  'unknown-account':
    'The hub does not know account {accountId}. Check whether it was removed, and discard the message.',
  'unknown-branch':
    'The hub does not know branch {branchId}. Check whether it was removed, and discard the message.',
  'payload-too-large':
    'The message for {subject} has {bytes, plural, one {# byte} other {# bytes}}, and {most} is the most. Give this text to the developers.',
  'off-boarded': 'The work was about an account that was removed from the hub. It can be discarded.',
  stopping: 'The service is stopping. The work goes on after the next start.',
  'given-up-after': '{failures, plural, one {# failure} other {# failures}}. The last one: {last}',

  'not-synced':
    'No plan was applied to the branch account yet, so that the hub knows no field «Номер передачи» there. Bring the branch to the release, also where the field is there: the transfer goes on by itself.',
  'list-changed': 'The list of the field has changed meanwhile. The hub reads it again.',
  'plan-applied': 'A plan is being applied to the account. The hub writes the list when that is over.',
  'no-such-list': 'The account has no such list field, or it cannot be changed.',
  'limits-away': 'The place of a lead in the quota of its branch cannot be freed just now. {failure}',
  'list-written': 'A list of the account is being written. The plan is applied when that is over.',
  'list-away': 'The list of the field cannot be written just now. {failure}',
  'field-map-away': 'Which field of head office is which of the branch cannot be known just now. {failure}',
  'hq-lead-deleted':
    'Lead {leadId} of head office was deleted before it was handed over. Nothing is left to hand over.',
  'account-removed': 'Account {host} was removed from the hub: {reason}. Give the branch another account.',
  'contact-on-way':
    'A lead of this client is on its way to a branch. The hub compares the contact when it has arrived.',
  'contact-elsewhere':
    'Another lead of this client is just getting its contact. The hub waits for it and goes on by itself.',
  'hq-fields-unread': 'The fields of the head office account cannot be read just now. {failure}',
  'uses-unknown':
    'It cannot be known just now what routing and the lead exchange need of the account. {failure}',
  'gate-full': 'Other work of the hub goes on in this account. This one continues by itself.',
  'waited-too-long':
    'The wait for this account took too long, and the write was not sent. The hub tries again by itself.',
  'earlier-write': 'An earlier write may still be running. The hub checks it and goes on by itself.',
  'stage-unread':
    'Stage {id} of head office cannot be read yet: the lead may be in “Unsorted”. The hub tries again by itself; check the rights of its user if this goes on.',
  'card-unread':
    '{entity, select, contact {Contact} company {Company} task {Task} other {Lead}} {id} cannot be read yet. The hub tries again and believes it gone after two minutes.',
  'change-unknown':
    'Lead {leadId} was read before the journal knew of its change. The hub checks once more by itself.',
  'branch-place-missing':
    'Branch “{branch}” has no such pipeline or stage for its leads any more. Give it one; the transfer then goes on by itself.',
  'routing-changed':
    'The routing rules or a branch were saved meanwhile. The lead is judged by the new ones.',
  'lives-again':
    'Branch “{branch}” has opened its deal for this lead again: the lead stays there, and the hub makes no second one.',
  'transfer-changed': 'The transfer was cancelled meanwhile. Its lead is decided anew.',
  merged:
    'A lead that was handed over before (transfer {transferId}) was merged into this one. The branch gets no second lead; the hub ends that transfer on this lead.',
  'merged-moving':
    'A lead whose transfer is still on its way was merged into this one. The hub waits for that transfer and goes on.',
  'account-moving':
    'The account was connected again, and a branch has this lead already. The hub is moving what it knows of it to the new connection and goes on then.',
  cancelled: '{reason}',
  withdrawn:
    '{kind, select, wait {The lead waits: nothing says which branch it is for} manual {A person has to choose the branch} other {The lead is not to be handed over any more}}.',
  declined: 'A person has decided not to hand the lead over. Assign a branch if one is to have it after all.',
  'escalation-card-closed':
    'Lead {leadId} of head office was closed by hand, and the hub does not open it. Open it in the intake pipeline.',
  'escalation-no-pipeline':
    'Head office does not have the pipeline for the deals of branches that the rules name, or it has no stages. Mend the rules: the hub goes on by itself.',
  'escalation-card-elsewhere':
    'Head office works on lead {leadId} in another pipeline, and the hub does not take it from there. Move it back to the intake pipeline.',
};
