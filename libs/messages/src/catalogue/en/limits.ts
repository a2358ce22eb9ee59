/** English answers of the button; the keys are those of the Russian file. */
export const limits = {
  granted: 'Lead {leadId} is yours',
  refused: 'No new lead can be taken now',
  empty: 'There is no free lead now',
  'not-enabled': 'The button is not enabled for you',
  'not-enabled-frees': 'The head of the branch enables it in the limits',
  'exchange-user': 'This user owns the leads that are handed out and takes none',
  'exchange-user-frees': 'Sign in as yourself',
  'account-away': 'No leads are handed out now: the hub cannot call the account',
  'account-away-frees':
    'Ask head office to resume or reconnect the account; a lead that is on its way to you comes by itself afterwards',
  'stock-unknown':
    '{why, select, forbidden {amoCRM does not let the hub read the leads of this account} stale {For over 15 minutes the hub has had no changes of the account from amoCRM, or has not read them yet, and does not know which leads are free} other {The hub is still reading the leads of this account and does not know which ones are free}}',
  'stock-unknown-frees':
    '{why, select, forbidden {Ask the administrator of the account to give the user of the integration the right to see leads: the hub reads them within an hour} stale {Press again in a few minutes. If that does not help, ask the administrator of the hub to check the connection of the account and its journal: how many cards wait to be read} other {Press again in a few minutes}}',
  'claim-in-progress': 'The lead before is still on its way to you',
  'claim-in-progress-frees':
    'Wait a few seconds and press again. If the lead is on its way for longer than a minute, ask the administrator of the hub: GET /api/v1/exchange/reservations shows why',
  'reserved-claim':
    'Lead {leadId} is held for the manager who pressed the button: its owner is not changed yet',
  'reserved-claim-written':
    'Lead {leadId} is held for the manager who pressed the button: the change of its owner was sent, amoCRM has not answered yet',
  'reserved-claim-next':
    'Nothing to do: the hub completes the claim or returns the lead to the stock by itself. Where it cannot read the lead, that takes an hour; check the rights of the user of the integration',
  'reserved-claim-next-away':
    'Resume or reconnect the account: the hub completes the claim by itself afterwards',
  'reserved-claim-next-dead':
    'The hub gave up. Check that the account is connected, and replay the job {id} from the dead letters: limits.finish-claim',
  'reserved-quota':
    'A place in the quota of the branch is taken by lead {leadId} of head office, which the branch has not got yet',
  'reserved-quota-next':
    'The branch keeps the place once the transfer is done; cancelling the transfer frees it',
  'reserved-quota-own':
    'A place in the quota of the branch is taken by a lead of head office that the branch has not got yet',
  'reserved-quota-own-next':
    'The branch keeps the place once the lead arrives. If it does not arrive, ask head office',
  'interval-title': 'Interval',
  'interval-rule':
    'Minutes that must pass after a lead was given; once they have passed, the next one can be taken',
  'interval-blocks':
    '{value, plural, one {# minute has} other {# minutes have}} passed since the last lead, {bound} are needed',
  'interval-frees': 'Wait until {until}: at most {rest, plural, one {# minute} other {# minutes}} to go',
  'active-deals-title': 'Active deals',
  'active-deals-rule': 'Leads are given while there are fewer active deals than this',
  'active-deals-blocks':
    'You have {value, plural, one {# active deal} other {# active deals}}; new leads are given below {bound}',
  'active-deals-frees':
    '{bound, select, 0 {The limit is 0, so none are given. The head of the branch changes it} other {Finish or pass on {rest, plural, one {# deal} other {# deals}}}}',
  'new-deals-today-title': 'New deals today',
  'new-deals-today-rule':
    'Leads are given while no more deals than this came today: at this number one more can be taken',
  'new-deals-today-blocks':
    '{value, plural, one {# deal} other {# deals}} came to you today; leads are given up to {bound}',
  'next-day-frees': 'Leads are given again from {until}',
  'overdue-tasks-title': 'Overdue tasks',
  'overdue-tasks-rule': 'Leads are given while there are no more overdue tasks than this',
  'overdue-tasks-blocks':
    'You have {value, plural, one {# overdue task} other {# overdue tasks}}; leads are given up to {bound}',
  'overdue-tasks-frees': 'Complete or postpone {rest, plural, one {# overdue task} other {# overdue tasks}}',
  'overdue-days-title': 'Days overdue',
  'overdue-days-rule': 'Leads are given while no task is overdue by more than this many times 24 hours',
  'overdue-days-blocks':
    'Your oldest task is overdue by {isAtBound, select, yes {{value, plural, =0 {less than a day} one {more than # day} other {more than # days}}} other {{value, plural, =0 {less than a day} one {# day} other {# days}}}}; no more than {bound} is allowed',
  'overdue-days-frees':
    'Complete or postpone the tasks that are overdue by more than {bound, plural, one {# day} other {# days}}',
  'days-without-sale-title': 'Days without a sale',
  'days-without-sale-rule':
    'Leads are given if there was at least one sale in the last so many times 24 hours',
  'days-without-sale-blocks':
    '{sold, select, yes {Your last sale was {isAtBound, select, yes {more than } other {}}{value, plural, one {# day} other {# days}} ago} other {You have no sale yet}}; one within {bound, plural, one {# day} other {# days}} is needed',
  'days-without-sale-frees':
    'Bring a deal to a sale stage: the hub sees it within a minute, and leads are given again',
  'refused-today-title': 'Closed today',
  'refused-today-rule':
    'Leads are given while no more deals than this were refused today; deals opened again count too',
  'refused-today-blocks':
    '{value, plural, one {# deal} other {# deals}} of yours closed without a sale today; leads are given up to {bound}',
  'refused-this-month-title': 'Closed this month',
  'refused-this-month-rule':
    'Leads are given while no more deals than this were refused this month and not opened again',
  'refused-this-month-blocks':
    '{value, plural, one {# deal} other {# deals}} of yours closed without a sale this month; leads are given up to {bound}',
  'refused-this-month-frees':
    'Open {rest, plural, one {# closed deal} other {# closed deals}} again or wait until {until}',
  'sales-last-month-title': 'Sales of last month',
  'sales-last-month-rule': 'Leads are given if last month had at least this many sales',
  'sales-last-month-blocks':
    'You had {value, plural, =0 {no sales} one {# sale} other {# sales}} last month; at least {bound} are needed',
  'sales-last-month-frees':
    'Sales are counted anew at {until}; before that the head of the branch can lower the limit',
  'key-deals-last-week-title': 'Key stage last week',
  'key-deals-last-week-rule':
    'Leads are given if last week or this week at least this many deals passed the key stage',
  'key-deals-last-week-blocks':
    '{value, plural, =0 {None of your deals} one {# deal of yours} other {# deals of yours}} passed the key stage last week and {thisWeek} this week; at least {bound} are needed',
  'key-deals-last-week-frees':
    'Bring {rest, plural, one {# more deal} other {# more deals}} through the key stage this week, or wait until {until}: then counting begins anew',
  'history-missing':
    'The limit «{limit}» cannot be counted yet: the history of the account is still being read',
  'history-missing-frees': 'Wait until the hub has read the history and press again',
  'history-ended':
    'The limit «{limit}» cannot be counted yet: the journal of the hub does not have the history it needs, and will not get it',
  'history-ended-frees':
    'It is counted from {until} on. Before that the head of the branch can change the limit and the stages it counts by, or allow leads without this history (whenUnknown)',
  'history-forbidden':
    'The limit «{limit}» cannot be counted: amoCRM does not let the hub read the deals or tasks of the account',
  'history-forbidden-frees':
    'Ask the administrator of the account to give the user of the integration the right to see deals and tasks: the hub reads them within an hour. Before that the head of the branch can switch the limit off',
  'history-stale':
    'The limit «{limit}» cannot be counted now: for over 15 minutes the hub has had no changes of the account from amoCRM, or has not read them yet',
  'history-stale-frees':
    'Press again in a few minutes. If that does not help, ask the administrator of the hub to check the connection of the account and its journal: how many cards wait to be read',
  'not-in-group': 'You are in no group of managers that leads are given to',
  'not-in-group-frees': 'The head of the branch adds you to a group in the settings of the exchange',
  'leads-per-day-title': 'Leads per day',
  'leads-per-day-rule': 'The branch gets no more than this number of leads in a day',
  'leads-per-day-blocks':
    'The branch was given {value, plural, one {# lead} other {# leads}} today, and {bound} a day are allowed',
  'leads-per-month-title': 'Leads per month',
  'leads-per-month-rule': 'The branch gets no more than this number of leads in a calendar month',
  'leads-per-month-blocks':
    'The branch was given {value, plural, one {# lead} other {# leads}} this month, and {bound} a month are allowed',
  'quota-frees': 'Leads are handed over again from {until}',
  'open-leads-title': 'Open leads at once',
  'open-leads-rule': 'The branch gets leads while fewer than this number of those handed over are open',
  'open-leads-blocks':
    'The branch has {value, plural, one {# open lead} other {# open leads}} that were handed over; new ones come while there are fewer than {bound}',
  'open-leads-frees':
    'The branch closes {rest, plural, one {# lead} other {# leads}}, or the quota is raised',
};
