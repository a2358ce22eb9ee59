import { element } from './place.js';
import { fill } from './words.js';

/**
 * The table of an account's managers, for its administrators: who is in which group, whether the button is on, and the bounds
 * in force by the numbers of the limits. `nameOf` gives a user's name.
 */
export function managersTable({ settings, users, limits, nameOf }, words) {
  const rows = settings.groups.flatMap((group) =>
    group.managerIds.map((id) => ({ id, group, user: users.find(({ userId }) => userId === id) })),
  );
  const titles = ['manager', 'group', 'enabled'].map((name) =>
    element('th', { scope: 'col' }, fill(words, name)),
  );
  const numbers = limits.map(({ number, title, rule }) =>
    element('th', { scope: 'col', title: `${title}. ${rule}`, 'aria-label': title }, String(number)),
  );
  const body = rows.map(({ id, group, user }) =>
    element('tr', {}, [
      element('th', { scope: 'row' }, nameOf(id)),
      element('td', {}, group.name),
      element('td', {}, fill(words, user && user.enabled ? 'yes' : 'no')),
      ...limits.map(({ limit }) => element('td', {}, boundOf(limit, group, user))),
    ]),
  );
  return element('table', { class: 'fh-limits fh-managers' }, [
    element('caption', {}, fill(words, 'managers')),
    element('thead', {}, [element('tr', {}, [...titles, ...numbers])]),
    element('tbody', {}, body),
  ]);
}

/** A user's own bound, also an empty one, is in force instead of the group's. */
function boundOf(limit, group, user) {
  const own = (user && user.limits) || {};
  const bound = limit in own ? own[limit] : (group.limits || {})[limit];
  return bound === null || bound === undefined ? '\u2013' : String(bound);
}

/** The table of the reader's limits, for the widget's page under settings. */
export function limitsTable(limits, words) {
  const head = ['limit', 'value', 'bound'].map((name) => element('th', { scope: 'col' }, fill(words, name)));
  const rows = limits.map((limit) =>
    element('tr', { class: limit.blocks ? 'fh-blocks' : '' }, [
      element('th', { scope: 'row', title: limit.rule }, limit.title),
      element('td', {}, valueOf(limit, words)),
      element('td', {}, limit.bound === null ? fill(words, 'off') : String(limit.bound)),
    ]),
  );
  return element('table', { class: 'fh-limits' }, [
    element('caption', {}, fill(words, 'limits')),
    element('thead', {}, [element('tr', {}, head)]),
    element('tbody', {}, rows),
  ]);
}

function valueOf({ bound, value, isKnown }, words) {
  if (bound === null) return '\u2013';
  return isKnown ? String(value === null ? '\u2013' : value) : fill(words, 'unknown');
}
