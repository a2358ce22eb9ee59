/** English alarms; the keys are those of the Russian file. */
export const alarms = {
  'reconnect-needed':
    'The account has to be connected again: amoCRM no longer accepts its keys ({reason}). Open the connect link as an administrator.',
  'account-blocked':
    'amoCRM blocks all calls to the account. Write to amoCRM’s support, then lift the block in the hub.',
  'account-unpaid': 'The tariff of the account has ended. Pay for amoCRM; the hub goes on by itself.',
  'token-ends-soon':
    'The long-lived token of the account is valid until {endsAt}. Issue a new one and connect the account again.',
  'plan-failed':
    'A plan for the account was not carried out to the end: {reason}. What was written stays. Remove the cause and make a new plan.',
  'plan-stale':
    'A plan for the account was stopped, because the account has changed since: {reason}. Make a new plan and check it.',
  'plan-applied-in-part':
    'A plan for the account was carried out in part: {reason}. Decide on the list `missing` of the plan and make a new one.',
};
