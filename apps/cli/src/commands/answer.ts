import { message } from '@hub/messages';
import { CliError } from '../cli-error.js';
import type { Plan } from '../plan/follow-plan.js';
import { planIdOf } from '../plan/plan-id.js';
import type { Work } from './command.js';
import { endOfDay } from './end-of-day.js';
import { readQuestion } from './read-rule.js';

interface AnswerOptions {
  readonly plan: string;
  /** `kind:key` of a change of it. */
  readonly question: string;
  /** Id of the branch object that it is. */
  readonly adopt?: string;
  /** Why the branch may keep what it has; with `until`. */
  readonly except?: string;
  readonly until?: string;
  /** A step was done. */
  readonly done: boolean;
}

/** Answers the question of a change of a plan; the next plan goes by the answer. */
export const answer: Work<AnswerOptions> = async (bench, options) => {
  const { terminal, isJson } = bench;
  const { adopt, except, until, done } = options;
  const answers = [adopt !== undefined, except !== undefined, done].filter(Boolean).length;
  if (answers !== 1 || (except !== undefined && until === undefined))
    throw new CliError(message('cli.one-answer'));
  const { kind, key } = readQuestion(options.question);
  const endsAt = until === undefined ? undefined : endOfDay(until);
  const hub = await bench.hub();
  const named = await planIdOf(options.plan, hub.url);
  const { id: planId, accountId, releaseId, again } = await hub.get<Plan>(`plans/${named}`);
  const answered =
    adopt !== undefined
      ? await hub.post('ledger/re-adopt', { accountId, planId, kind, key, branchId: adopt })
      : done
        ? await hub.post(`plans/${planId}/confirm`, { kind, key })
        : await hub.post(`accounts/${accountId}/exceptions`, {
            kind,
            key,
            reason: except,
            endsAt,
            releaseId,
          });
  if (isJson) terminal.json(answered);
  terminal.print(message('cli.answered', { accountId, again }));
  return 'done';
};
