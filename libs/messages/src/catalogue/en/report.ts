/** The heads of the report's table. */
export const report = {
  of: '{by, select, manager {Manager} group {Group} branch {Branch} other {Date}}',
  granted: 'Given',
  refused: 'Refused',
  'other-reasons': 'Other reasons of refusal',
  empty: 'Found no lead',
  failed: 'Not handed over, refused by amoCRM',
  'median-wait': 'Waiting of a lead, median, s',
  'longest-wait': 'Waiting of a lead, longest, s',
  open: 'Open',
  won: 'Won',
  lost: 'Lost',
  gone: 'Deleted or merged',
  unknown: 'Not in the journal',
};
