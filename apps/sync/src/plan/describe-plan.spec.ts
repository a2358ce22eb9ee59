import { existsSync, readFileSync } from 'node:fs';
import { sayFact } from '@hub/messages';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { someConfiguration } from '../../test/arbitrary.js';
import { goldenCases } from '../../test/golden-cases.js';
import { ModelAccount } from '../../test/model-account.js';
import { buildConfiguration } from '../configuration/build-configuration.js';
import type { Draft } from '../configuration/draft.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import { compareReleases } from './compare-releases.js';
import { describePlan } from './describe-plan.js';
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

  it('fits a screen however long the texts are, and leaves no half a character', () => {
    const long = '📄'.repeat(1000);
    const texts = { color: '#fffeb2', newbie: '', candidate: '', master: '' };
    const stages = Array.from({ length: 30 }, (_, at): Draft => ({
      kind: 'stage',
      within: 'П',
      attributes: { name: `${at}${long.slice(0, 250)}`, ...texts },
    }));
    const draft = (more: object) =>
      buildConfiguration([
        { kind: 'pipeline', within: '', attributes: { name: 'П', unsorted: false, archived: false } },
        ...stages.map((stage) => ({ ...stage, attributes: { ...stage.attributes, ...more } })),
        { kind: 'manual', within: '', attributes: { name: long, text: long } },
      ]);
    const changed = compareReleases(draft({}), draft({ newbie: long, candidate: long, master: long }));
    const text = sayFact(describePlan(changed), 'ru');
    expect(Buffer.byteLength(text)).toBeLessThan(60_000);
    expect(text).toContain(`подсказка новичку — → «${'📄'.repeat(59)}…»`);
    expect(text).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
  });

  it('fits a screen, whatever the plan', () => {
    fc.assert(
      fc.property(someConfiguration, (release) => {
        const branch = normaliseSnapshot(new ModelAccount().snapshot());
        const plan = planAccount({ release, branch, ledger: [] });
        for (const lines of [24, 48])
          expect(sayFact(describePlan(plan, lines), 'en').split('\n').length).toBeLessThanOrEqual(lines);
      }),
    );
  });
});
