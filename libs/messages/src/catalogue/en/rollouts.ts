/** English rollouts; the keys are those of the Russian file. */
export const rollouts = {
  'not-usable':
    'The hub cannot use the account now. Connect, pay or resume it: the hub brings it to the release by itself.',
  unreachable: 'The account does not answer: {failure} The hub tries again by itself.',
  'refused-for-now':
    'amoCRM refuses: {failure} Give the hub its access back if it was taken: it tries again for about half an hour.',
  busy: 'Another plan is being applied in the account. The hub goes on by itself when that one ends.',
  slow: 'The plan takes longer than the time given. The others do not wait for it, it goes on by itself.',
  'nothing-to-do': 'The account is at the release already.',
  'joins-canary':
    'Goes with the first wave: nothing is to be changed in its other accounts, so they would prove nothing.',
  'plan-failed': 'No plan could be made: {failure} Remove the cause and retry the failed ones.',
  'plan-ended': 'The plan was not carried out: {reason}. Remove the cause and retry the failed ones.',
  'keeps-changing':
    'The account is being changed during the rollout: the plan is stale again and again ({reason}). Agree with the branch and retry the failed ones.',
  alarm: 'An alarm came for the account after the apply. {alarm} Remove its cause and retry the failed ones.',
  'intake-kept':
    'No alarm, and leads come: {came, plural, one {# lead} other {# leads}} in the {minutes, plural, one {# minute} other {# minutes}} after the apply, usually {usual} at least.',
  'intake-few':
    'No alarm. Leads prove nothing here, because few come: {came, plural, one {# lead} other {# leads}} in the {minutes, plural, one {# minute} other {# minutes}} after the apply, and only {usual} in one of the weeks before.',
  'intake-fell':
    'Far fewer leads come: {came, plural, one {# lead} other {# leads}} in the {minutes, plural, one {# minute} other {# minutes}} after the apply, usually {usual} at least. Check the forms and sources of the branch, then retry: the check begins anew. Or resume without it.',
  'intake-unknown': 'No alarm. How many leads came could not be learned: {why}',
  'intake-too-many':
    'the tariff has no filters, and {pages, plural, one {# page} other {# pages}} of newest leads do not reach back four weeks.',
  'exceeds-approval':
    'The account has changed, and the new plan does more than was approved. Read the plan and approve this account.',
  'planned-by-people':
    'People have approved or applied a plan of another release in the account. The hub does not undo it unasked. Read the new plan and approve this account, or leave it out (skip).',
  'came-late': 'The plan was made after the rollout was approved. Read the plan and approve this account.',
  'only-observed': 'The hub only observes the account. Set its mode to apply to change it.',
  observed:
    'The hub only observes the account now. Set its mode to apply: the hub brings it to the release by itself.',
  superseded: 'A newer rollout has taken the account.',
  'left-out': 'Left out by a person: {by}.',
  stopped: 'The rollout was stopped before this account.',
  'stopped-midway':
    'The rollout was stopped while the plan was being applied. What was written stays: make a new plan.',
  'paused-failed':
    'Wave {wave}: {failed, plural, one {# account} other {# accounts}} failed. The next wave does not begin. Remove the cause and retry the failed ones, or resume without them.',
  'paused-unproven':
    'Wave {wave} has proven nothing: none of its accounts has reached the release. The next wave does not begin. Wait for them, or resume.',
  'waits-for-approval':
    'Waits for a person: an account was planned anew, and the approval does not cover that plan. Approve the account (accounts/…/approve) or leave it out (skip).',
  'paused-by': 'Paused by {by}. Go on with resume.',
  'stopped-by': 'Stopped by {by}.',
  summary:
    'Release {release}: {healthy} done, {failed} failed, {suspended} not reachable yet, {skipped} left out.{inPart, select, 0 {} other { Applied in part: {inPart}. The rest waits for a decision: GET /api/v1/plans?state=applied-in-part.}}{bots}',
  'summary-bots':
    ' Bots: {parts}.{refused, select, 0 {} other { The accounts say what is in the way (GET /api/v1/rollouts/<id>/accounts); remove it and retry.}}',
  'bot-count':
    '{state, select, waiting {waiting for the release in their account} making {file being made} refused {not delivered} delivering {file ready, task on its way} delivered {file and task in the branch} declaredInstalled {installed} proved {proved} other {{state}}} {count}',
  'bot-waits': 'Waits until the release is applied and read back in this account.',
  'bot-making': 'The hub makes the file for the branch.',
  'bot-asks':
    'Not delivered: the branch lacks answers. {questions}{more, plural, =0 {} one { And # more question.} other { And # more questions.}} Questions and answers: npm run hub -- bot ask {botId} {accountId}. Answer and retry.',
  'bot-refused': 'Not delivered. {why} Remove the cause and retry.',
  'bot-stays':
    '{state} This is version {version}, which this rollout did not deliver; it has version {own} and leaves this one. If version {own} is wanted, deliver it by itself (POST /api/v1/bot-deliveries).',
  'bots-stay':
    'Rolling back leaves bots alone. In the branches stay: {bots}. Deliver an earlier version by itself (POST /api/v1/bot-deliveries), and switch a bot off in the branch that is not wanted.',
  'unknown-bot': 'There is no bot {botId}. List them with GET /api/v1/bots.',
  'bot-of-other-group':
    'The bot “{name}” is of another group than release {number}. Take a bot of a reference account of that group.',
  'bot-of-no-reference':
    'The account that the bot “{name}” was taken from is no reference account any more. Upload the bot to the present one and name that.',
  'objection-of':
    '{objection} ({where}{more, plural, =0 {} one { and # more account} other { and # more accounts}})',
  touched:
    '{object} {stays, select, yes {is not} other {is}} {does, select, remove {removed} switch {closed to incoming leads} other {renamed}}{stays, select, yes { (the plan leaves it out)} other {}}; {what} ({where}{more, plural, =0 {} one { and # account more} other { and # accounts more}}){next}',
  requests: 'requests waiting to be sorted: {count}',
  'group-first':
    '{accounts, plural, one {# account} other {# accounts}}: {changes, plural, one {# change} other {# changes}}',
  'group-empty': '{accounts, plural, one {# account} other {# accounts}}: nothing to change',
  'group-other':
    '{accounts, plural, one {# account differs} other {# accounts differ}}: {own, plural, one {# change} other {# changes}} only here, {lacking, plural, one {# change} other {# changes}} missing here',
  'group-own': 'Only here:',
  'group-lacking': 'Missing here:',
  'group-account':
    'Of the account “{name}” only{others, select, none {} other { (the others have their own: GET /api/v1/plans/<id>, with the ids of the rollout’s list of accounts)}}:',
  'no-such-rollout': 'There is no such rollout. List of rollouts: GET /api/v1/rollouts.',
  'no-such-account': 'The rollout does not have this account. List: GET /api/v1/rollouts/<id>/accounts.',
  'not-in-state':
    'This cannot be done with the rollout: it {state, select, planning {is still making plans} approval {waits for approval} running {is running} gate {checks the health of a wave} paused {is paused} done {is done} stopped {is stopped} other {is in the state {state}}}.',
  'account-not-in-state':
    'This cannot be done with the account: it {state, select, queued {waits for its plan} planned {waits for its wave} applying {applies its plan} verified {is being checked} healthy {is at the release already} failed {has failed} skipped {is left out} suspended {cannot be used} other {is in the state {state}}}.',
  'not-shown': 'The plans are not those that were shown. Read them again and approve them by their checksum.',
  'wrong-checksum': 'This is not the checksum of the plans that were shown.',
  unsafe:
    'The safety check refuses the plans. Check the objections in errors; if all is right, name in forcedBy who takes responsibility.',
  'unsafe-group': '{accounts, plural, one {# account} other {# accounts}}: {objection}',
  'no-accounts':
    'There is nobody to roll out to: no branch fits. Name accounts, or put branches into the release’s group.',
  'unknown-account': 'There is no account {accountId}. List of accounts: GET /api/v1/accounts.',
  'canary-elsewhere': 'The account {accountId} is not among the accounts of the rollout.',
  'own-reference':
    'The release was read from the account {accountId}. Leave it out of the list: to bring it back to the release itself, make a plan for it.',
  'in-another': 'Accounts are in the rollout {rolloutId} already: {names}. Wait for its end, or stop it.',
  'deals-stay':
    '{what} "{name}" is made anew and empty: {count, plural, one {# deal was moved to "{to}" and stays there} other {# deals were moved to "{to}" and stay there}}.',
  'values-stay-lost':
    '{what} "{name}" is made anew and empty: the values do not come back, {count, plural, one {# card} other {# cards}} had one.',
  'made-anew': '{what} "{name}" is made anew with another id: check the settings that named it.',
  'cannot-undo': 'Does not come back',
};
