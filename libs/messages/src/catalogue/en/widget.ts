/** English words of the widget; the keys are those of the Russian file. */
export const widget = {
  'token-expired':
    'The session of the widget has ended. Reload the page of amoCRM and press again; no lead is lost by that.',
  'token-too-early':
    'The time of the widget’s token has not come yet: the clocks of the hub and of amoCRM differ by more than a minute. Ask the administrator of the hub to check the server’s clock.',
  'token-wrong':
    'The hub cannot confirm that amoCRM signed you in. Reload the page. If that does not help, ask the administrator to compare the integration’s secret key in the hub: PATCH /api/v1/accounts/<id>/integration.',
  'token-other-account':
    'The widget’s token belongs to another amoCRM account. Open the widget in the account where it is installed; if the subdomain was changed, connect the account to the hub again.',
  'token-other-integration':
    'The hub does not know the integration that this widget comes from. Ask the administrator to give the hub its id and secret key: PATCH /api/v1/accounts/<id>/integration.',
  'token-other-audience':
    'The widget’s token is meant for another address. Ask the administrator to give the hub the address of the integration’s redirect link: field widgetAudience, PATCH /api/v1/accounts/<id>/integration.',
  'too-many-wrong-tokens':
    'Too many wrong tokens of widgets from this address. Reload the page of amoCRM and repeat in a minute.',
  'other-origin':
    'The request does not come from a page of the account that the token belongs to. Open the widget in your own amoCRM account.',
  'admins-only':
    'Only administrators of the account see the settings of the exchange. Ask one of them to open this page.',
  'other-user':
    'The widget’s token belongs to another user. Leave accountId and userId out: the hub takes them from the token.',

  name: 'Take a lead',
  description:
    'A button by which a manager takes the next lead. The hub of the franchise hands it out, within limits.',
  'short-description': 'Leads by a button',
  'tour-description':
    'The button hands out leads in turn and within limits. When no lead may be taken, it says why and until when.',
  'hub-address': 'Address of the hub (empty: the one this widget was built with)',
  'page-title': 'Lead exchange',

  'ui-lang': 'en',
  'ui-take': 'Take a lead',
  'ui-working': 'Taking a lead…',
  'ui-loading': 'Checking whether you may take a lead…',
  'ui-blocked': 'You cannot take a lead now',
  'ui-unready': 'The hub does not know yet whether you may take a lead',
  'ui-free': 'You may take a lead',
  'ui-empty': 'There are no leads to take now. Press later: new ones show up here by themselves.',
  'ui-granted': 'The lead is yours',
  'ui-failed': 'That did not work',
  'ui-show': 'Show details',
  'ui-hide': 'Hide details',
  'ui-stock': 'Leads to take: {count}',
  'ui-mine': 'My leads today: {count}',
  'ui-lead': 'Lead {lead}',
  'ui-open': 'Open lead {lead}',
  'ui-frees-in': 'Possible in {time}',
  'ui-frees-reason': 'free in {time}',
  'ui-hours': '{hours} h {minutes} min',
  'ui-minutes': '{minutes} min',
  'ui-soon': 'a minute',
  'ui-retry': 'Try again',
  'ui-press-ended':
    'Your last press cannot be repeated any more: another tab has got its answer, or it was made more than half an hour ago. If it gave a lead, that is among your leads. No new press was made.',
  'ui-press-gave-none': 'Your last press reached the hub but gave no lead. No new press was made.',
  'ui-refresh': 'Refresh',
  'ui-no-hub':
    'The hub did not answer. Check your connection and press “Try again”: you will not get a second lead. If that does not help, ask the administrator whether the hub works at {hub} and knows the integration of this widget.',
  'ui-no-token':
    'amoCRM gave the widget no token. Reload the page. If that does not help, let the administrator install the widget again.',
  'ui-refused':
    'The hub refused: error {status}. Press “Try again”; if it happens again, tell the administrator.',
  'ui-wait': 'Repeat in {seconds} s.',
  'ui-check': 'Check the connection to the hub',
  'ui-checking': 'Checking the connection…',
  'ui-check-good': 'Connected: the hub at {hub} knows you and answers.',
  'ui-limits': 'Your limits',
  'ui-limit': 'Limit',
  'ui-value': 'Now',
  'ui-bound': 'Bound',
  'ui-off': 'off',
  'ui-managers': 'Managers and their limits',
  'ui-manager': 'Manager',
  'ui-group': 'Group',
  'ui-enabled': 'Button',
  'ui-yes': 'on',
  'ui-no': 'off',
  'ui-report': 'Leads of the last 30 days',
  'ui-report-empty': 'Nobody has pressed the button in the last 30 days',
  'ui-given': 'Given',
  'ui-refusals': 'Refused',
  'ui-why': 'Why',
  'ui-won': 'Won',
  'ui-lost': 'Lost',
  'ui-other-reason': 'not a limit',
  'ui-not-counted': '{limit} (not counted)',
  'ui-preview': 'Whom another bound of a limit would stop. Nothing is saved.',
  'ui-preview-ask': 'Show',
  'ui-preview-count': 'May take a lead: {now} of {all} now, {then} after the change',
  'ui-bound-wrong': 'Enter a whole number, zero or more. An empty field turns the limit off.',
  'ui-today': 'Now',
  'ui-after': 'After the change',
  'ui-may-take': 'may take one',
  'ui-unknown': 'not counted yet',
} as const;
