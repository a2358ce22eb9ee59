/** English plans; the keys are those of the Russian file. */
export const plans = {
  'too-many-updates':
    '{share} % of the managed objects would get another name, code or rule, {allowed} % are allowed',
  'too-many-deletions': '{share} % of the managed objects would be deleted, {allowed} % are allowed',
  'pipelines-go': 'pipelines would go with their stages: {names}',
  'all-of-kind': 'everything managed of one kind would be deleted: {kind} ({count})',
  'all-vanished':
    'the hub has created these, but the account has nothing of the kind ({kind}: {count}); if its list was not read, doubles would appear',
  'values-lost': '{count, plural, one {# card would lose its value} other {# cards would lose their values}}',
  'deals-won':
    '{count, plural, one {# deal goes} other {# deals go}} to the won stage, and open ones are closed',
  'deals-lost':
    '{count, plural, one {# deal goes} other {# deals go}} to the lost stage, and open ones are closed',
  'force-needs-a-name': 'whoever takes responsibility has to be named',
  blocked: 'Needs a decision',
  delete: 'Delete',
  create: 'Create',
  update: 'Change',
  adopt: 'Take over',
  manual: 'Do by hand',
  leftovers: 'No longer in the reference, stays',
  released: 'Leaves the hub’s care (the release leaves it out), stays',
  empty: 'Nothing to change.',
  uncounted: 'not counted',
  moved: 'another place',
  migrate:
    'deals move to "{stage}"{end, select, won {, open ones are closed as won} lost {, open ones are closed as lost} other {}}',
  more: '… and {count} more',
  folded: '{lines} ({changes} with what is inside)',
  totals: '{managed} managed, {own} of the branch’s own (never touched)',
  leads: 'leads',
  contacts: 'contacts',
  companies: 'companies',
  answers: 'How to answer:',
};
