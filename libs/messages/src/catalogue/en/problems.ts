/** English problems; the keys are those of the Russian file. */
export const problems = {
  unexpected: 'Something went wrong; the log has it under the correlation id.',
  'no-such-route': 'There is no such route. All routes: /api/docs.',
  'request-refused':
    'The server did not accept the request ({status}). Check address and method at /api/docs.',

  'key-needed': 'A valid API key is needed. Send it in the header Authorization: Bearer <key>.',
  'key-unreadable':
    'The header Authorization came in, but it carries no API key. Send the key as Authorization: Bearer <key>, without quotes or other characters.',
  forbidden: 'This key may not do that. Use a key with the right role and with access to this branch.',
  'too-many-wrong-keys': 'Too many wrong keys from this address. Check the key and repeat in a minute.',
  'too-many-requests':
    'Too many requests with this key, or from this address where there is no key. Repeat in a minute.',
  'too-many-streams':
    'This key has {most, plural, one {# event stream} other {# event streams}} open, and may have no more. Close those that are not needed and repeat; a stream ends by itself with its plan or rollout.',
  'no-such-key': 'There is no such key. All keys: GET /api/v1/keys.',

  'integration-in-use':
    'The account is connected by integration {id}, whose tokens no other one can renew. To change the integration, off-board the account and connect it by the new one.',

  'wrong-fields': 'The request has wrong fields. Correct those that errors lists.',
  'not-an-object': 'The body must be a JSON object.',
  'not-json': 'The body is not valid JSON. Check commas, quotes and brackets.',
  'send-json': 'Send the body as application/json.',
  'send-form': 'Webhooks come as application/x-www-form-urlencoded.',
  'too-large': 'The body is too large. Send the data in parts.',
  'too-large-for-bus':
    'The request has {bytes, plural, one {# byte} other {# bytes}}, and {most} is the most. Send the data in parts.',
  'encoding-unsupported': 'The content encoding is not supported. Send the body as it is or as gzip.',
  'encoding-broken': 'The body is not valid UTF-8. Send it as UTF-8.',
  'charset-unsupported': 'The character set is not supported. Send the body as UTF-8.',
  'length-wrong': 'The body is not as long as Content-Length says. Repeat the request.',
  'body-unreadable': 'The body could not be read. Check it and repeat the request.',
  'body-empty-or-broken': 'The body is empty or its encoding is broken.',
  'nothing-to-change': 'Name at least one field to change.',

  'idempotency-key-wrong': 'Idempotency-Key must be 1 to 200 printable ASCII characters without spaces.',
  'press-key-needed':
    'This request needs the header Idempotency-Key: without it a repeat takes a second lead.',
  'lead-key-needed':
    'This request needs the header Idempotency-Key: without it a repeat makes a second deal.',
  'idempotency-key-used': 'This Idempotency-Key was used for another request. Take a new one.',
  'idempotency-just-ended': 'The first request with this Idempotency-Key has just ended. Repeat the request.',

  'no-such-account': 'There is no such account. All accounts: GET /api/v1/accounts.',
  'journal-not-begun':
    'The hub has not begun to read this account. Connect it, or wait for a minute if it was connected just now.',
  'contact-not-seen':
    'The journal has nothing of contact {contactId}. Check the number, and by `contacts` of the journal whether the contacts of the account are read.',
  'lead-not-seen':
    'The hub has never seen lead {leadId} in this account. Check the number; a lead that was made just now is here a minute later at most.',
  'account-registered': 'Account {host} is registered already. Find it in the list of accounts.',
  'second-hq':
    'A hub has one head office, and it is {host}. Off-board it (POST /api/v1/accounts/…/off-board) or, where the routing rules do not name it, take the role hq from it, then try again.',
  'hq-in-rules':
    'The routing rules name this account as the head office, so it keeps the role hq. To change the head office, off-board this account: POST /api/v1/accounts/…/off-board.',
  'second-reference':
    'This group has a reference account already, and it is {host}. Take the role reference from it, or choose another group.',
  'no-such-group': 'There is no such group. The list of groups: GET /api/v1/groups.',
  'group-name-taken': 'There is a group of this name already. Choose another name.',
  'group-in-use': 'There are accounts in the group. Move them to another group, then remove this one.',
  'release-of-other-group':
    'Release {number} belongs to another reference group than the account. Take a release of the account’s group, or move the account to the group of the release.',
  'account-not-connected': 'The account is not connected yet. Connect it by a link or a token.',
  'account-not-suspended': 'The account is not suspended, there is nothing to resume.',
  'account-not-callable':
    'The account cannot be called: {state, select, pending {it is not connected yet} suspended {it is suspended, resume it first} removed {it was removed from the hub} reconnect {it has to be connected again} other {its state is {state}}}.',
  'no-integration':
    'The account has no integration, and the hub has no public one. Give one when registering the account, or connect it by a long-lived token.',
  'token-of-another-account': 'The token belongs to the account {subdomain}. Take a token of this account.',
  'address-of-another-account':
    'Under {host} there is another amoCRM account now than the one the hub knows. Off-board the earlier account and register the new one.',
  'account-known':
    'The hub knows this amoCRM account already: {name}, {host}. If its address has changed, connect that one again: the hub takes over the new address.',
  'address-held':
    'The account was renamed in amoCRM and is at {host} now, but the hub has another row at this address, {name}. Off-board that one (POST /api/v1/accounts/…/off-board) and connect this account again.',
  'integration-refused':
    "amoCRM issues no tokens for this secret and redirect address; nothing was changed. Compare both with the integration's card in amoCRM and repeat.",
  'code-refused':
    'amoCRM does not accept the authorization code. It is good for 20 minutes and once: get a new one. If it is refused again, compare secret and redirect address with the card of the integration in amoCRM.',
  'token-refused': 'amoCRM refuses the token. Issue a new one and repeat.',
  'consent-refused': 'The consent was refused in amoCRM. Open the connect link again and allow the access.',
  'link-not-valid': 'This link is not valid (any more). Ask the head office for a new one.',
  connected: 'The account is connected. This page can be closed.',
  'amocrm-refused': 'The request to amoCRM failed. {failure}',
  'amocrm-away': 'amoCRM does not answer as it should just now. {failure}',

  'no-such-branch': 'There is no such branch. All branches: GET /api/v1/branches.',
  'branch-name-taken':
    'Branch “{branch}” has this name already (case, spaces, hyphens and ё make no difference). Choose another name, or close that branch.',
  're-judge-nothing': 'Say yes or no in answer, or choose leads that wait by leadIds or kind.',
  're-judge-changed':
    'The hub asks about {leads, plural, one {# lead} other {# leads}} by now. Read the list again and answer with that number.',
  'no-rules': 'No routing rules were saved yet. Save them: PUT /api/v1/routing-rules.',

  'no-exchange': 'This account has no lead exchange yet. Save its settings first.',
  'quota-of-closed': 'The branch “{branch}” is closed and has no quota. Open it first.',
  'stock-unknown': '{text}. {whatFrees}.',
  'hand-over-refused': 'amoCRM refused to hand the lead over; it stays in the exchange. {failure}',

  'no-such-plan': 'There is no such plan. All plans: GET /api/v1/plans.',
  'no-such-release': 'There is no such release. All releases: GET /api/v1/releases.',
  'no-such-kind': 'There is no kind of object called “{kind}”.',
  'not-a-reference':
    'Account {subdomain} is no reference account. Give it the role reference, or choose another one.',
  'not-readable':
    'The account does not let the hub read: {kinds}. Check the rights of the integration and repeat.',
  'plan-not-shown':
    'The plan is not the one that was shown. Read it again and approve it with its own checksum.',
  'plan-unsafe':
    'The safety check refuses this plan. Check the objections in errors; if all is right, name in forcedBy who takes responsibility.',
  'another-plan-runs': 'Another plan of this account is being applied. Wait for its end, or stop it.',
  'plan-not-appliable':
    'The plan cannot be applied: {state, select, counting {its cards are being counted, wait} planned {approve it first} applied {it is applied already} stale {it is stale, make a new one} failed {it failed, make a new one} cancelled {it was cancelled, make a new one} other {its state is {state}}}.',
  'plan-not-in-state':
    'This cannot be done with the plan: it {state, select, counting {still has cards to count} planned {is not approved yet} approved {is approved} applying {is being applied} paused {is paused} applied {is applied already} stale {is stale} failed {failed} cancelled {was cancelled} other {is {state}}}.',
  'plan-of-another-account': 'The plan is of another account. Take a plan of this account.',
  'no-such-step':
    'The plan has no step “{key}” that can be ticked off. All changes: GET /api/v1/plans/<id>/changes.',
  'no-such-change': 'The plan has no change of {kind} “{key}”. All changes: GET /api/v1/plans/<id>/changes.',
  'not-in-ledger': 'The ledger has no {kind} {ref} of this account. All entries: GET /api/v1/ledger.',
  'taken-in-ledger': '{kind} {branchId} is {ref} in the ledger already. Remove that entry first.',
  'no-such-object': 'The account has no {kind} {branchId}.',
  'object-elsewhere': '{kind} {branchId} is in another place and cannot be “{key}”.',
  'release-or-account': 'Name a release or an account, one of the two.',
  'blueprint-wrong': 'The blueprint has mistakes. Correct the places that errors lists.',
  'account-unknown': 'The hub does not know this account any more.',
  'account-not-written':
    'Account “{name}” {state, select, removed {was removed from the hub} suspended {is suspended: resume it first} other {cannot be written: {state}}}.',
  'account-only-observed': 'Account “{name}” is only observed. Set its mode to apply to change it.',

  'reply-too-large':
    'The reply to {subject} has {bytes, plural, one {# byte} other {# bytes}}, and {most} is the most. Read the list in pages.',
  'reply-unreadable': 'The answer of the service could not be read; the log has it under the correlation id.',
  'came-late': '{subject} came {ms} ms after its deadline. Compare the clocks of the servers.',
  'not-answered': '{subject} was not answered in time. Repeat later.',
  'given-up': 'The request {subject} was given up. Repeat it.',
  'asker-gone': 'The request was given up: its caller no longer waits.',
  'bus-away': 'There is no connection to NATS. Repeat in a minute.',
  'nobody-answers': 'No service answers {subject} yet: it starts, or is stopped. Repeat in a minute.',
  'not-asked': '{subject} could not be passed to its service. Repeat in a minute.',
  'no-such-dead-letter': '{consumer} has no dead letter {id}. All of them: GET /api/v1/dead-letters.',
  'not-assigned':
    '{why, select, on_its_way {The lead is on its way to the branch “{branch}”. To give it to another one cancel the transfer: POST /api/v1/transfers/…/cancel.} handed_over {The branch “{branch}” has the lead. To give it to another one, route it anew: POST /api/v1/leads/…/re-route.} not_waiting {This lead does not wait for a decision. List: GET /api/v1/waiting.} unsorted {The lead is unsorted. Accept it in amoCRM first.} escalated {This is the card of a deal that a branch has given to head office. End that first: hand the deal back or close it.} no_branch {There is no such branch, or it is closed. List: GET /api/v1/branches.} paused {The branch “{branch}” is paused. Resume it or choose another one.} nowhere {The branch “{branch}” has no target. Give it an account, a pipeline and a stage.} is_intake {The pipeline of the branch “{branch}” is the intake itself. Give it another one.} other {The lead cannot be given to this branch.}}',
  'no-such-lead': 'The head office account has no lead {leadId}. Check the number.',
  'no-such-received':
    'The hub has not received such a request, or has forgotten it: requests are kept for 90 days.',
  'received-empty': 'The request is empty. Give at least a name, a phone, an e-mail or a comment.',
  'no-custody':
    'The hub has handed over nothing about lead {leadId} of this account. What was handed over: GET /api/v1/transfers.',
  'no-such-transfer': 'There is no such transfer. All of them: GET /api/v1/transfers.',
  'transfer-ended':
    '{state, select, done {The lead has been handed over} other {The transfer is cancelled}}: there is nothing left to do.',
  'transfer-may-exist':
    'The lead exists in the branch, or is just being made, so the transfer cannot be cancelled. Try it again: POST /api/v1/transfers/…/retry.',
  'no-such-alarm': 'There is no such alarm. All alarms: GET /api/v1/alarms?state=all.',
  'report-too-long':
    'The report has {rows} rows, and the file takes {max}. Narrow the span, choose one account or a coarser grouping',
  'branch-takes-none':
    'The branch «{branch}» takes no leads now: it is paused, closed, without pipeline and stage, or inside the head office. Choose another branch, or mend its settings.',
  'leg-on-way':
    'The transfer of this lead is on its way. Wait for its end, or cancel it, or name the branch in the lead.',
  'leg-leaving':
    'This lead is leaving its branch already. Wait for the end: GET /api/v1/leads/(account)/{leadId}/custody.',
  'leg-joined':
    "Lead {leadId} of the branch «{branch}» is not the hub's alone: it is a deal of the branch, or of another lead of the head office too, and the hub does not close it. Have the branch close it as lost, and assign the lead of the head office then.",
  'leg-was-gone':
    'The branch «{branch}» deleted this lead and may have restored it. Send it on with POST /api/v1/leads/(lead)/re-route: the hub looks first.',
  'leg-there': 'The branch «{branch}» has the lead already.',
  'hq-lead-closed':
    'Lead {leadId} is closed at the head office, or gone. Open it in the handed-over stage and try again.',
};
