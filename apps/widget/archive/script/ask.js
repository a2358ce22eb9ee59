import { fill } from './words.js';

/** A press may take as long as the hub works on it, and a little more. */
const longestMs = 30000;

/**
 * Asks the hub as the user of the page. Gives `{ body }`, or `{ failure, isOpen }`: the words of what failed, and whether
 * the request may have been carried out all the same.
 */
export function ask(self, hub, words, { method = 'GET', path, body, key }) {
  return new Promise((resolve) => {
    if (typeof self.$authorizedAjax !== 'function') {
      resolve({ failure: fill(words, 'noToken'), isOpen: false });
      return;
    }
    const headers = { 'Accept-Language': fill(words, 'lang') };
    if (key) headers['Idempotency-Key'] = key;
    const options = {
      url: `${hub}/api/v1/exchange/${path}`,
      method,
      type: method,
      headers,
      timeout: longestMs,
    };
    if (body) Object.assign(options, { contentType: 'application/json', data: JSON.stringify(body) });
    self.$authorizedAjax({ ...options, dataType: 'json' }).then(
      (answer) => resolve({ body: answer }),
      (answer) => resolve(failureOf(answer || {}, hub, words)),
    );
  });
}

/** A 401 may pass with a new token. An answer of 200 that could not be read is not the hub's. */
const openStatuses = [0, 200, 401, 408, 409, 429];

/** What went wrong in words: the hub's own where it answered. */
export function failureOf(answer, hub, words) {
  const status = answer.status || 0;
  const isOpen = openStatuses.includes(status) || status >= 500;
  if (status === 0) return { failure: fill(words, 'noHub', { hub }), isOpen };
  const { detail } = answer.responseJSON || {};
  const seconds = answer.getResponseHeader ? Number(answer.getResponseHeader('Retry-After')) : 0;
  const said = [typeof detail === 'string' ? detail : fill(words, 'refused', { status })];
  if (seconds > 0) said.push(fill(words, 'wait', { seconds }));
  return { failure: said.join(' '), isOpen };
}
