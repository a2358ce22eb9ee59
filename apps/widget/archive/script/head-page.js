import { element } from './place.js';
import { fill } from './words.js';

/** How far the report on the page reaches back. */
const reportDays = 30;

/**
 * The rows of the report of the last 30 days by managers, page by page to its end, or why there are none; `now` in epoch
 * milliseconds.
 */
export async function readReport(call, now) {
  const day = 86400000;
  const [from, to] = [now - reportDays * day, now + 60000].map((at) => new Date(at).toISOString());
  const first = `report?groupBy=manager&limit=100&from=${from}&to=${to}`;
  const rows = [];
  let path = first;
  while (path) {
    const { body, failure } = await call({ path });
    if (!body) return { rows: null, failure };
    rows.push(...body.items);
    path = body.nextCursor && `${first}&cursor=${encodeURIComponent(body.nextCursor)}`;
  }
  return { rows, failure: '' };
}

/**
 * The preview of a change, page by page to its end: the counts, and all users; or why there is none.
 */
export async function readPreview(call, body) {
  const users = [];
  let path = 'preview?limit=100';
  for (;;) {
    const { body: page, failure } = await call({ method: 'POST', path, body });
    if (!page) return { preview: null, failure };
    users.push(...page.users);
    if (!page.nextCursor) return { preview: { ...page, users }, failure: '' };
    path = `preview?limit=100&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
}

/** The report of an account's managers: leads that were given, presses refused and why, what became of the leads. */
export function reportTable(rows, limits, words) {
  const head = ['manager', 'given', 'refusals', 'why', 'won', 'lost'].map((name) =>
    element('th', { scope: 'col' }, fill(words, name)),
  );
  const body = rows.map((row) =>
    element('tr', {}, [
      element('th', { scope: 'row' }, row.name),
      element('td', {}, String(row.granted)),
      element('td', {}, String(row.refused)),
      element(
        'td',
        {},
        row.refusedBy.map((one) => `${whatBlocks(one, limits, words)}: ${one.count}`).join('; '),
      ),
      element('td', {}, String(row.won)),
      element('td', {}, String(row.lost)),
    ]),
  );
  return element('table', { class: 'fh-limits fh-report' }, [
    element('caption', {}, fill(words, body.length > 0 ? 'report' : 'reportEmpty')),
    element('thead', {}, [element('tr', {}, head)]),
    element('tbody', {}, body),
  ]);
}

/** The question whom another bound would block: a limit, a bound (empty: off), and the button that asks it. */
export function previewForm(limits, words) {
  const options = limits.map(({ limit, title }) => element('option', { value: limit }, title));
  const limit = element('select', { 'aria-label': fill(words, 'limit'), 'data-fh-limit': '' }, options);
  const bound = element('input', {
    ...{ type: 'number', min: '0', step: '1', 'data-fh-bound': '' },
    ...{ 'aria-label': fill(words, 'bound'), placeholder: fill(words, 'off') },
  });
  const ask = element(
    'button',
    { type: 'button', class: 'fh-link', 'data-fh': 'preview' },
    fill(words, 'previewAsk'),
  );
  return element('div', { class: 'fh fh-preview' }, [
    element('p', { class: 'fh-title' }, fill(words, 'preview')),
    element('div', { class: 'fh-preview-line' }, [limit, bound, ask]),
    element('div', { role: 'status', 'data-fh-answer': '' }),
  ]);
}

/**
 * The groups of settings with another bound for one limit, from its field; an empty one is off. Null: the field has no number,
 * for which its value is empty, too.
 */
export function changedGroups(groups, limit, { value, validity }) {
  if (validity.badInput) return null;
  const bound = value === '' ? null : Number(value);
  return groups.map((group) => ({ ...group, limits: { ...group.limits, [limit]: bound } }));
}

/** What a change does: how many may press today and after it, and everybody for whom it changes. */
export function previewTable({ mayPress, mayPressThen, users }, { nameOf, limits }, words) {
  const count = fill(words, 'previewCount', { now: mayPress, then: mayPressThen, all: users.length });
  const changed = users.filter((user) => user.mayPress !== user.mayPressThen);
  const said = (isFree, reasons) =>
    isFree ? fill(words, 'mayTake') : reasons.map((one) => whatBlocks(one, limits, words)).join('; ');
  const rows = changed.map((user) =>
    element('tr', {}, [
      element('th', { scope: 'row' }, nameOf(user.userId)),
      element('td', {}, said(user.mayPress, user.reasons)),
      element('td', {}, said(user.mayPressThen, user.reasonsThen)),
    ]),
  );
  const head = ['manager', 'today', 'after'].map((name) =>
    element('th', { scope: 'col' }, fill(words, name)),
  );
  return element('table', { class: 'fh-limits fh-previewed' }, [
    element('caption', {}, count),
    element('thead', {}, [element('tr', {}, head)]),
    element('tbody', {}, rows),
  ]);
}

/** What blocks in words: the limit's title, that it was not counted, or that it is another reason. */
export function whatBlocks({ reason, limit }, limits, words) {
  const found = limits.find((one) => one.limit === limit);
  if (!found) return fill(words, 'otherReason');
  return reason === 'limit' ? found.title : fill(words, 'notCounted', { limit: found.title });
}
