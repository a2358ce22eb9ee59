import { quoted } from '../plan/quoted.js';
import type { PlanRun } from './plan-run.entity.js';

/** A command names no more objects than a person would read. */
const mostNamed = 10;

/**
 * Options of `npm run hub -- plan ACCOUNT` that ask for a plan to the same release with the same choices. A plan that is
 * narrowed to many objects is asked for as a whole, and then without pruning: no stage goes whose deals would need a target.
 */
export function askAgain({
  releaseId,
  options: { prune, migrationTargets, createAnyway = [], only = [] },
}: Pick<PlanRun, 'releaseId' | 'options'>): string {
  const named = (option: string) => (object: { kind: string; key: string }) =>
    `${option} ${quoted(`${object.kind}:${object.key}`)}`;
  const isNamed = only.length <= mostNamed;
  const moves = Object.entries(migrationTargets).map(([from, to]) => `--move ${quoted(`${from}=${to}`)}`);
  return [
    `--release ${releaseId}`,
    ...(prune && isNamed ? ['--prune', ...moves] : []),
    ...createAnyway.map(named('--create')),
    ...(isNamed ? only.map(named('--only')) : []),
  ].join(' ');
}
