import { describe, expect, it } from '@jest/globals';
import { Problem } from '@hub/platform';
import { ownFields } from './own-fields.js';

const current = { id: 'a', at: new Date(0), seenAt: new Date(5), version: 3, name: 'old' };
const keys = { fixed: ['id', 'at', 'version'], moving: ['seenAt'] } as const;
const sent = { id: 'a', at: new Date(0).toISOString(), seenAt: 'x', version: 3, name: 'new' };

describe('ownFields', () => {
  it('leaves out what only answers carry', () => {
    expect(ownFields(sent, current, keys)).toEqual({ name: 'new' });
    expect(ownFields({ name: 'new' } as typeof sent, current, keys)).toEqual({ name: 'new' });
  });

  it.each([
    [{ id: 'b' }, ['id']],
    [{ version: 2 }, ['version']],
    [{ at: new Date(1).toISOString(), id: 'b' }, ['at', 'id']],
  ])('names %j', (change, paths) => {
    const problem = (() => {
      try {
        return ownFields({ ...sent, ...change }, current, keys);
      } catch (error) {
        return error;
      }
    })();
    expect(problem).toBeInstanceOf(Problem);
    expect((problem as Problem).body.errors?.map(({ path }) => path).sort()).toEqual(paths);
  });

  it('names what cannot stand there yet, because nothing was saved', () => {
    expect(() => ownFields({ version: 1 }, null, { fixed: ['version'] })).toThrow(Problem);
  });
});
