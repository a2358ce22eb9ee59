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
    expect(readLimits('csv', 'userId;enabled;startedAt;activeDeals\n5;1;;7', [])).toEqual([
      { line: 2, value: row },
    ]);
    expect(readLimits('json', JSON.stringify([row]), [])).toEqual([{ line: 1, value: row }]);
  });

  it('names every wrong field by its line', () => {
    const text = 'userId;enabled;activeDeals;daysWithoutSale\n5;1;7;1\nx;да;-1;0\n6;1;1.5;5';
    expect(paths(() => readLimits('csv', text, []))).toEqual([
      'lines.3.userId',
      'lines.3.enabled',
      'lines.3.limits.activeDeals',
      'lines.3.limits.daysWithoutSale',
      'lines.4.limits.activeDeals',
    ]);
    expect(
      paths(() => readLimits('json', '[1, {"userId": 5, "enabled": true, "limits": {"x": 1}}]', [])),
    ).toEqual(['lines.1', 'lines.2.limits.x']);
  });

  it('keeps what the file does not name', () => {
    const limits = { activeDeals: 7, interval: 30 };
    const stored = { userId: 5, enabled: true, startedAt: '2026-01-31T00:00:00.000Z', limits };
    expect(readLimits('csv', 'userId;activeDeals\n5;9', [stored])[0]!.value).toEqual({
      ...stored,
      limits: { activeDeals: 9, interval: 30 },
    });
    expect(readLimits('csv', 'userId;interval\n5;=', [stored])[0]!.value.limits).toEqual({ activeDeals: 7 });
    const item = { userId: 5, limits: { activeDeals: 9 } };
    expect(readLimits('json', JSON.stringify([item]), [stored])[0]!.value).toEqual({ ...stored, ...item });
    expect(paths(() => readLimits('csv', 'userId;interval\n6;=', [stored]))).toEqual(['lines.2.enabled']);
  });

  it.each([
    ['csv', 'userId;enabled\n5', 'lines.2'],
    ['csv', 'user\n5', 'lines.1'],
    ['csv', 'enabled\n1', 'lines.1'],
    ['json', '{}', 'text'],
    ['json', 'x', 'text'],
  ] as const)('refuses what is no table: %s %j', (format, text, path) => {
    expect(paths(() => readLimits(format, text, []))).toEqual([path]);
  });
});
