import { describe, expect, it } from '@jest/globals';
import { RegionReader } from '@hub/regions';
import { findClashes as find, type Claims } from './find-clashes.js';

const dictionary = new RegionReader();
const findClashes = (branch: Claims, all: readonly Claims[]) =>
  find(branch, all, (text) => dictionary.read(text));

const kazan: Claims = {
  id: 'b1',
  name: 'Казань',
  state: 'active',
  regions: [{ name: 'Татарстан', aliases: ['Республика Татарстан'] }],
};
const fresh = (change: Partial<Claims>): Claims => ({
  ...{ id: 'b2', name: 'Новый', state: 'active' as const, regions: [] },
  ...change,
});
const none = { name: null, regions: [] };

describe('findClashes', () => {
  it.each(['казань', ' КАЗАНЬ ', 'Казань\u00a0'])('takes %j for the name of another branch', (name) => {
    expect(findClashes(fresh({ name }), [kazan]).name).toBe('Казань');
  });

  it('names the field of each region that another branch has, by name or alias', () => {
    const regions = [
      { name: 'Чувашия', aliases: [] },
      { name: 'республика  татарстан', aliases: ['Чебоксары', 'ТАТАРСТАН'] },
    ];
    expect(findClashes(fresh({ regions }), [kazan]).regions).toEqual([
      { path: 'regions.1.name', text: 'республика  татарстан', branchName: 'Казань' },
      { path: 'regions.1.aliases.1', text: 'ТАТАРСТАН', branchName: 'Казань' },
    ]);
  });

  it('lets a branch be saved again, and take what a closed one has left', () => {
    expect(findClashes(kazan, [kazan])).toEqual(none);
    expect(findClashes({ ...kazan, id: 'b2' }, [{ ...kazan, state: 'closed' }])).toEqual(none);
    expect(findClashes({ ...kazan, id: 'b2', state: 'closed' }, [kazan])).toEqual(none);
    expect(findClashes({ ...kazan, id: 'b2', state: 'paused' }, [kazan])).not.toEqual(none);
  });

  it.each([
    ['Республика Татарстан', 'Татарстан'],
    ['Питер', 'Санкт-Петербург'],
    ['г. Самара', 'Самара'],
  ])('takes %j for the place %j of another branch, as routing does', (text, other) => {
    const own = { ...kazan, regions: [{ name: other, aliases: [] }] };
    const regions = [{ name: 'Чувашия', aliases: [text] }];
    expect(findClashes(fresh({ regions }), [own]).regions).toEqual([
      { path: 'regions.0.aliases.0', text, branchName: 'Казань' },
    ]);
    expect(findClashes(fresh({ regions }), [own, fresh({ regions })])).toEqual(none);
  });

  it('lets a branch have a town in the region of another one', () => {
    const regions = [{ name: 'Набережные Челны', aliases: [] }];
    expect(findClashes(fresh({ regions }), [kazan])).toEqual(none);
  });
});
