import type { ReleaseView } from '@hub/contracts';
import { message } from '@hub/messages';
import { CliError } from '../cli-error.js';
import { readQuestion } from '../commands/read-rule.js';
import { findAccount, findRelease } from '../hub/find.js';
import { countedPlan, type Plan } from './follow-plan.js';
import type { HubApi } from '../hub/hub-api.js';

/** What a new plan is asked for with. */
export interface PlanRequest {
  readonly account: string;
  readonly release: string;
  readonly prune?: boolean;
  readonly only?: readonly string[];
  readonly move?: readonly string[];
  readonly create?: readonly string[];
}

/** A plan with the release and the host it is about. */
export interface MadePlan {
  readonly plan: Plan;
  readonly release: ReleaseView;
  readonly host: string;
}

/** Has the hub make a plan; nothing is written anywhere else. Notes and throws as `countedPlan` does. */
export async function askPlan(
  hub: HubApi,
  request: PlanRequest,
  note: (why: string) => void,
): Promise<MadePlan> {
  const migrationTargets = (request.move ?? []).map(targetOf);
  const createAnyway = (request.create ?? []).map(readQuestion);
  const only = (request.only ?? []).map(readQuestion);
  const { accountId, host, groupId } = await findAccount(hub, request.account);
  const release = await findRelease(hub, request.release, { groupId });
  const asked = { releaseId: release.id, accountId, prune: request.prune ?? false, migrationTargets };
  const body = {
    ...asked,
    ...(createAnyway.length > 0 ? { createAnyway } : {}),
    ...(only.length > 0 ? { only } : {}),
  };
  return { plan: await countedPlan(hub, await hub.post<Plan>('plans', body), note), release, host };
}

function targetOf(words: string): { from: string; to: string } {
  const [, from, to] = /^(\d+(?:\/\d+)?)=(.+)$/.exec(words) ?? [];
  if (from === undefined || to === undefined) throw new CliError(message('cli.bad-move', { words }));
  return { from, to };
}
