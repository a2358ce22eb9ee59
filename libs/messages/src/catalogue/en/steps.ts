/** Steps that a release leaves to a branch’s admin. A release has one language: that of the hub’s texts in amoCRM. */
export const steps = {
  automation: 'Automations of the pipeline "{name}"',
  'automation-text':
    'Open this pipeline in the reference account and repeat its automations here: the API does not carry them.',
  unread: 'Compare the list with the reference account by hand: the API does not give it.',
  'unread-names':
    'Compare the list on the settings page by hand, the API of this account does not give it. It must hold: {names}.',
  'widget-text':
    'Install the widget "{code}" (amoMarket → Installed) and set it up as in the reference account. The hub sees by itself that it is installed, not how it is set up.',
  'hidden-field': 'Hide the field “{name}” ({entity}) at stages',
  'hidden-field-text':
    'Hide this field in the settings of fields at the stages: {stages}. The API writes this for fields of leads only.',
  colors: 'Colours of deals',
  'colors-text': 'Set up the same colours of deals as in the reference account: no API carries them over.',
  sources: 'Sources of leads',
  'sources-text':
    'Connect the same sources of leads as in the reference account (chats, mail, forms, telephony) and choose their pipelines: the API shows no sources of other integrations.',
  templates: 'Message templates',
  'templates-text':
    'Make the same message templates as in the reference account: the API shows no templates of other integrations.',
};
