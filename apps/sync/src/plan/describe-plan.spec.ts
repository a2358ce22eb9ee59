import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { someConfiguration } from '../../test/arbitrary.js';
import { goldenCases } from '../../test/golden-cases.js';
import { ModelAccount } from '../../test/model-account.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import { describePlan } from './describe-plan.js';
import { en } from './messages.js';
import { planAccount } from './plan-account.js';

describe('describePlan', () => {
  it.each(goldenCases('blueprints/franchise.yaml').map((golden) => [golden.name, golden] as const))(
    'gives the golden plan %s (after a wanted change: npm run plans)',
    (name, { text, plan, safety }) => {
      expect(existsSync(`docs/plans/${name}.txt`)).toBe(true);
      expect(readFileSync(`docs/plans/${name}.txt`, 'utf8')).toBe(text);
      expect(JSON.parse(readFileSync(`docs/plans/${name}.json`, 'utf8'))).toEqual(
        JSON.parse(JSON.stringify({ safety, plan })),
      );
    },
  );

  it('fits a screen, whatever the plan', () => {
    fc.assert(
      fc.property(someConfiguration, (release) => {
        const branch = normaliseSnapshot(new ModelAccount().snapshot());
        const plan = planAccount({ release, branch, ledger: [] });
        for (const lines of [24, 48])
          expect(describePlan(plan, en, lines).split('\n').length).toBeLessThanOrEqual(lines);
      }),
    );
  });
});
