import { quoted } from '../plan/quoted.js';
import type { PlanRun } from './plan-run.entity.js';

/** A command names no more objects than a person would read. */
const mostNamed = 10;

/**
 * Options of `npm run hub -- plan ACCOUNT` that ask for a plan to the same release with the same choices. A plan that is
 * narrowed to many objects is asked for as a whole, and then without pruning.
 */
export function askAgain({
  releaseId,
  options: { prune, migrationTargets, createAnyway = [], only = [] },
}: Pick<PlanRun, 'releaseId' | 'options'>): string {
  const named = (option: string) => (object: { kind: string; key: string }) =>
    `${option} ${quoted(`${object.kind}:${object.key}`)}`;
  return [
    `--release ${releaseId}`,
    ...(prune && only.length <= mostNamed ? ['--prune'] : []),
    ...Object.entries(migrationTargets).map(([from, to]) => `--move ${quoted(`${from}=${to}`)}`),
    ...createAnyway.map(named('--create')),
    ...(only.length > mostNamed ? [] : only.map(named('--only'))),
  ].join(' ');
}
