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
  'other-user':
    'The widget’s token belongs to another user. Leave accountId and userId out: the hub takes them from the token.',
} as const;
