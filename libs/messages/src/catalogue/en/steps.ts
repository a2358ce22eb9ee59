/** Steps that a release leaves to a branch’s admin. A release has one language: that of the hub’s texts in amoCRM. */
export const steps = {
  automation: 'Automations of the pipeline "{name}"',
  'automation-text':
    'Open "{name}" in the reference account and repeat its automations here: the API does not carry them.',
  widgets: 'Widgets and colours of deals',
  'widgets-text':
    'Install the same widgets and set the same colours of deals as in the reference account: the API does not carry them.',
  unread: 'Compare the list with the reference account by hand: the API does not give it.',
  'unread-names':
    'Compare the list on the settings page by hand, the API of this account does not give it. It must hold: {names}.',
};
