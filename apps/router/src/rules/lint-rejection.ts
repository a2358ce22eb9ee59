import type { RoutingRulesBody } from '@hub/contracts';
import { closingStatusIds } from '../rule/closing-status-ids.js';
import { isSameName, isTransferTag } from '../custody/is-rejected.js';
import type { LintAgainst, Report } from './lint-against.js';

/**
 * A rejection closes the branch lead. So it must not be read from what each handed-over lead shows: the tag that the hub
 * gives it, or the stage in which some branch gets its leads. A closing stage rejects nothing: such a lead is at its end.
 */
export function lintRejection(
  { rejectTag, rejectStatusName: stage }: RoutingRulesBody,
  branches: LintAgainst['branches'],
  { wrong, doubtful }: { wrong: Report; doubtful: Report },
): void {
  if (rejectTag != null && isTransferTag(rejectTag)) wrong('rejectTag', 'reject-own-tag', { tag: rejectTag });
  if (stage == null) return;
  const path = 'rejectStatusName';
  const known = branches.filter(({ state, stages }) => state !== 'closed' && stages !== null);
  const named = known.map(({ name, target, stages }) => ({
    branch: name,
    first: target && `${target.pipelineId}/${target.statusId}`,
    ids: [...(stages ?? [])].filter(([, own]) => isSameName(own, stage)).map(([id]) => id),
  }));
  const taken = named.find(({ first, ids }) => first !== null && ids.includes(first));
  const all = named.flatMap(({ ids }) => ids);
  if (taken) wrong(path, 'reject-first-stage', { stage, branch: taken.branch });
  else if (all.length > 0 && all.every(isClosing)) wrong(path, 'reject-closing', { stage });
  else if (known.length > 0 && all.length === 0) doubtful(path, 'reject-nowhere', { stage });
}

function isClosing(id: string): boolean {
  return closingStatusIds.includes(Number(id.split('/')[1]));
}
