import { expect, it } from '@jest/globals';
import { areasOf, RegionReader } from '@hub/regions';
import { branchOf, plainLead, plainRules } from '../../test/situation.js';
import { routeLead } from '../lead/route-lead.js';
import { readPlace } from './read-place.js';
import { textOf } from './text-of.js';

const reader = new RegionReader();
const read = (text: string) => reader.read(text);
const branches = ['Самара', 'Казань'].map((name) => {
  const regions = [{ name, aliases: [] }];
  return branchOf(name, { name, regions, areas: areasOf(regions, read) });
});
const one = (value: unknown) => ({ value, enum_id: null, enum_code: null });
const lead = (...values: unknown[]) => ({
  custom_fields_values: [
    { field_id: 6, field_code: null, field_name: null, field_type: null, values: [one('Тула')] },
    { field_id: 7, field_code: null, field_name: null, field_type: null, values: values.map(one) },
  ],
});

it.each<[string, unknown[], string | null]>([
  ['a text', ['Самара'], 'Самара'],
  ['a list with several values', ['Самара', 'Казань'], 'Самара, Казань'],
  ['an address', ['ул. Ленина, 5', '', 'Самара', 443_000], 'ул. Ленина, 5, Самара'],
  ['a number', [5], null],
  ['nothing', [], null],
])('reads the field that is %s', (_name, values, expected) => {
  expect(textOf(lead(...values), 7)).toBe(expected);
});

it('says nothing of a field that the lead lacks', () => {
  expect(textOf(lead('Самара'), 8)).toBeNull();
  expect(textOf(lead('Самара'), null)).toBeNull();
});

it('leaves two regions, or two branches, to a person', () => {
  const text = textOf(lead('Самара', 'Казань'), 7);
  const place = readPlace({ region: text, city: null, phoneRegion: null }, read);
  const byPlace = routeLead({ ...plainLead, place }, plainRules, branches);
  expect(byPlace.kind).toBe('manual');
  expect(byPlace.reasons.at(-1)?.candidates).toHaveLength(2);
  const byName = routeLead({ ...plainLead, branchName: text }, plainRules, branches);
  expect(byName).toMatchObject({
    kind: 'manual',
    reasons: expect.arrayContaining([{ check: 'chosen-branch', found: 'no-branch', value: text }]),
  });
});
