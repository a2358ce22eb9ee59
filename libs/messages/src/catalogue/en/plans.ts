/** English plans; the keys are those of the Russian file. */
export const plans = {
  'too-many-updates': '{share} % of the managed objects would change, {allowed} % are allowed',
  'too-many-deletions': '{share} % of the managed objects would be deleted, {allowed} % are allowed',
  'pipelines-go': 'pipelines would go with their stages: {names}',
  'all-of-kind': 'everything managed of one kind would be deleted: {kind} ({count})',
  'all-vanished':
    'the hub has created these, but the account has nothing of the kind ({kind}: {count}); if its list was not read, doubles would appear',
  'blocked-changes':
    '{count, plural, one {# change needs a decision and will not be made} other {# changes need a decision and will not be made}}',
  'values-lost': '{count, plural, one {# card would lose its value} other {# cards would lose their values}}',
  'force-needs-a-name': 'whoever takes responsibility has to be named',
};
