/** English pages; the keys are those of the Russian file. */
export const pages = {
  'connected-title': 'The account is connected',
  connected: 'The hub has access to the account {host}.',
  'connected-next':
    'You may close this page. Let the head office know that the account is connected; it does the rest.',
  'already-connected-title': 'The account is connected already',
  'already-connected-next': 'You may close this page: there is nothing to do.',
  'not-connected-title': 'The account is not connected',
  'try-again':
    'Open the connect link again as an administrator of the account and allow access. If that fails, ask the head office for a new link.',
  'try-later': 'Open the connect link again in a few minutes. If that fails, let the head office know.',
};
