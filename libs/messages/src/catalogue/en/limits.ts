/** English answers of the button; the keys are those of the Russian file. */
export const limits = {
  granted: 'Lead {leadId} is yours',
  refused: 'No new lead can be taken now',
  empty: 'There is no free lead now',
  'not-enabled': 'The button is not enabled for you',
  'not-enabled-frees': 'The head of the branch enables it in the limits',
  'exchange-user': 'This user owns the leads that are handed out and takes none',
  'exchange-user-frees': 'Sign in as yourself',
  'claim-in-progress': 'The lead before is still on its way to you',
  'claim-in-progress-frees': 'Wait a few seconds and press again',
  'active-deals':
    'You have {value, plural, one {# active deal} other {# active deals}}; new leads are given below {bound}',
  'active-deals-frees': 'Finish or pass on {rest, plural, one {# deal} other {# deals}}',
};
