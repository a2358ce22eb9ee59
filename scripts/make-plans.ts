import { writeFileSync } from 'node:fs';
import { goldenCases } from '../apps/sync/test/golden-cases.js';

/** Writes the golden plans of the docs. `describe-plan.spec.ts` fails as long as they are stale. */
for (const { name, plan, safety, text } of goldenCases('blueprints/franchise.yaml')) {
  writeFileSync(`docs/plans/${name}.txt`, text);
  writeFileSync(`docs/plans/${name}.json`, `${JSON.stringify({ safety, plan }, null, 2)}\n`);
}
