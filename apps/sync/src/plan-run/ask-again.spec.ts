import { expect, it } from '@jest/globals';
import { askAgain } from './ask-again.js';
import type { PlanOptions } from './plan-run.entity.js';

const asked = (options: Partial<PlanOptions>) =>
  askAgain({ releaseId: 'r1', options: { prune: false, migrationTargets: {}, ...options } });
const tag = (key: string) => ({ kind: 'tag', key }) as const;

it('asks for the release of the plan, with the answers that it was made with', () => {
  expect(asked({})).toBe('--release r1');
  expect(
    asked({ prune: true, migrationTargets: { '1/2': 'Воронка/Этап' }, createAnyway: [tag('leads/VIP')] }),
  ).toBe('--release r1 --prune --move "1/2=Воронка/Этап" --create "tag:leads/VIP"');
  expect(asked({ only: [tag('leads/ООО "Ромашка" за $5')] })).toBe(
    '--release r1 --only "tag:leads/ООО \\"Ромашка\\" за \\$5"',
  );
});

it('asks for the whole of a plan that is narrowed to more than a command can name', () => {
  const only = Array.from({ length: 11 }, (_none, at) => tag(`leads/${at}`));
  expect(asked({ only })).toBe('--release r1');
  // Without pruning no stage goes, and the hub refuses a target for its deals.
  expect(asked({ only, prune: true, migrationTargets: { '1/2': 'Воронка/Этап' } })).toBe('--release r1');
});
