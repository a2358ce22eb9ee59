import { describe, expect, it } from '@jest/globals';
import { findGap } from './find-gap.js';

const lacksOf = (wanted: readonly string[]) => (values: readonly string[]) =>
  wanted.filter((name) => !values.includes(name));
const value = (text: string, ...lacking: number[]) => ({ value: text, lacking });
const hosts = [...'abcdefghijkl'];
const hqs = { isHq: true, reference: 'hq.amocrm.ru', hosts };

describe('findGap', () => {
  it('is nothing where the release and its accounts have all that is wanted', () => {
    expect(findGap({ ...hqs, values: [value('Юг'), value('Старое', 0)] }, lacksOf(['Юг']))).toBeNull();
    expect(findGap({ ...hqs, values: [] }, lacksOf([]))).toBeNull();
  });

  it.each([
    ['hq', hqs],
    ['reference', { isHq: false, reference: 'model.amocrm.ru' }],
    ['blueprint', { isHq: false, reference: null }],
  ])('names what the release lacks before anything else: %s', (why, origin) => {
    const gap = findGap({ ...origin, hosts, values: [value('Юг', 0)] }, lacksOf(['Юг', 'Север']));
    expect(gap).toEqual({ why, names: ['Север'], hosts: [], more: 0 });
  });

  it('names accounts to which the release was not applied, and counts the others of all the values', () => {
    const values = [value('Юг', 0, 1, 2, 3, 4), value('Север', 4, 5, 6, 7), value('Старое', 11)];
    const gap = findGap({ ...hqs, values }, lacksOf(['Юг', 'Север']));
    expect(gap).toEqual({
      ...{ why: 'accounts', names: ['Юг', 'Север'], hosts: ['a', 'b', 'c', 'd', 'e'], more: 3 },
    });
  });
});
