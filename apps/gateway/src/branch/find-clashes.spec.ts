import { describe, expect, it } from '@jest/globals';
import { findClashes, type Claims } from './find-clashes.js';

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
      { name: 'республика  татарстан', aliases: ['РТ', 'ТАТАРСТАН'] },
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
});
