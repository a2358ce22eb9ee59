import { element } from './place.js';
import { fill } from './words.js';

/** The table of the limits of whoever looks, for the widget's page under settings. */
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
