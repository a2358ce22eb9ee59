import { describe, expect, it } from '@jest/globals';
import { Problem } from '@hub/platform';
import { readLimits } from './read-limits.js';

function paths(run: () => unknown): string[] {
  try {
    run();
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return (error.body.errors ?? []).map(({ path }) => path);
  }
}

describe('readLimits', () => {
  it('gives the rows of both formats', () => {
    const row = { userId: 5, enabled: true, startedAt: null, limits: { activeDeals: 7 } };
    expect(readLimits('csv', 'userId;enabled;activeDeals\n5;1;7')).toEqual([{ line: 2, value: row }]);
    expect(readLimits('json', JSON.stringify([row]))).toEqual([{ line: 1, value: row }]);
  });

  it('names every wrong field by its line', () => {
    const text = 'userId;enabled;activeDeals;daysWithoutSale\n5;1;7;1\nx;да;-1;0\n6;1;1.5;5';
    expect(paths(() => readLimits('csv', text))).toEqual([
      'lines.3.userId',
      'lines.3.enabled',
      'lines.3.limits.activeDeals',
      'lines.3.limits.daysWithoutSale',
      'lines.4.limits.activeDeals',
    ]);
    expect(
      paths(() => readLimits('json', '[1, {"userId": 5, "enabled": true, "limits": {"x": 1}}]')),
    ).toEqual(['lines.1', 'lines.2.limits.x']);
  });

  it.each([
    ['csv', 'user\n5', 'lines.1'],
    ['csv', 'enabled\n1', 'lines.1'],
    ['json', '{}', 'text'],
    ['json', 'x', 'text'],
  ] as const)('refuses what is no table: %s %j', (format, text, path) => {
    expect(paths(() => readLimits(format, text))).toEqual([path]);
  });
});
