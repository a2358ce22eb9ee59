import { describe, expect, it } from '@jest/globals';
import { planOf } from '../../test/plan-of.js';
import { buildConfiguration } from '../configuration/build-configuration.js';
import { idleTargets, strangeChoices, wrongNames } from './check-options.js';

const release = buildConfiguration([{ kind: 'tag', within: 'leads', attributes: { name: 'VIP' } }]);
const there = { kind: 'tag', key: 'leads/VIP' };
const unknown = { kind: 'tag', key: 'leads/Дилер' };
const paths = (errors: readonly { path: string }[]) => errors.map(({ path }) => path);

describe('a plan that is narrowed', () => {
  it.each([
    ['to what the release has', [there], []],
    ['to what it does not have', [there, unknown], ['only.1']],
    ['to nothing', [], ['only']],
  ])('%s', (_title, only, expected) => {
    expect(paths(wrongNames({ only }, release))).toEqual(expected);
  });

  it('with pruning is about what it removes, too, and about nothing else', () => {
    const asked = { only: [there, unknown], prune: true };
    expect(wrongNames(asked, release)).toEqual([]);
    const gone = { ...unknown, kind: 'tag', action: 'delete', after: null } as const;
    expect(paths(idleTargets(asked, planOf(gone), release))).toEqual([]);
    expect(paths(idleTargets(asked, planOf(), release))).toEqual(['only.1']);
  });

  it('with pruning in a rollout is about what the ledgers have, too', () => {
    expect(strangeChoices([there, unknown], release, [unknown])).toEqual([]);
    expect(strangeChoices([unknown, there], release, [])).toMatchObject([
      { path: 'only.0', detail: { key: 'sync.chosen-nowhere' } },
    ]);
  });
});
