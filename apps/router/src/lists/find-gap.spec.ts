import { describe, expect, it } from '@jest/globals';
import { findGap } from './find-gap.js';

const lacksOf = (wanted: readonly string[]) => (values: readonly string[]) =>
  wanted.filter((name) => !values.includes(name));
const value = (text: string, ...hosts: string[]) => ({ value: text, lacking: hosts.length, hosts });
const hqs = { isHq: true, reference: 'hq.amocrm.ru' };

describe('findGap', () => {
  it('is nothing where the release and its accounts have all that is wanted', () => {
    expect(findGap({ ...hqs, values: [value('Юг'), value('Старое', 'a')] }, lacksOf(['Юг']))).toBeNull();
    expect(findGap({ ...hqs, values: [] }, lacksOf([]))).toBeNull();
  });

  it.each([
    ['hq', hqs],
    ['reference', { isHq: false, reference: 'model.amocrm.ru' }],
    ['blueprint', { isHq: false, reference: null }],
  ])('names what the release lacks before anything else: %s', (why, origin) => {
    const gap = findGap({ ...origin, values: [value('Юг', 'a')] }, lacksOf(['Юг', 'Север']));
    expect(gap).toEqual({ why, names: ['Север'], hosts: [], more: 0 });
  });

  it('names the accounts to which the release was not applied', () => {
    const many = { value: 'Север', lacking: 7, hosts: ['b', 'c'] };
    const gap = findGap({ ...hqs, values: [value('Юг', 'a'), many] }, lacksOf(['Юг', 'Север']));
    expect(gap).toEqual({ why: 'accounts', names: ['Юг', 'Север'], hosts: ['a', 'b', 'c'], more: 4 });
  });
});
