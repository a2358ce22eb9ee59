import { message } from '@hub/messages';
import { CliError } from '../cli-error.js';
import type { Outcome } from '../exit-code.js';
import { isId } from '../hub/choose-one.js';
import { HubRefusal, type HubApi } from '../hub/hub-api.js';
import { askPlan, type PlanRequest } from '../plan/ask-plan.js';
import type { Plan } from '../plan/follow-plan.js';
import { countedPlan, followPlan } from '../plan/follow-plan.js';
import { outcomeOfState } from '../plan/outcome-of-plan.js';
import { isSamePlan, readPlanFile } from '../plan/plan-file.js';
import type { Bench, Work } from './command.js';
import { readNamed } from './files.js';
import { printEnd, printObjections } from './print-plan.js';

interface ApplyOptions extends Omit<PlanRequest, 'account'> {
  readonly plan?: string;
  readonly account?: string;
  readonly yes?: boolean;
  readonly force?: string;
}

/**
 * Shows a plan, asks for approval and applies exactly that plan: the hub is sent the checksum of what was shown, and
 * refuses any other. Where the account has changed meanwhile, the hub ends the plan as stale and writes nothing.
 */
export const apply: Work<ApplyOptions> = async (bench, options) => {
  const { terminal, isJson } = bench;
  const hub = await bench.hub();
  const shown = await planToShow(hub, options, (why) => terminal.note(why));
  if (isJson) terminal.note(shown.text.trimEnd());
  else terminal.data(shown.text);
  const { outcome, plan } = await carryOut(bench, hub, shown, options);
  if (isJson) terminal.json(plan);
  return outcome;
};

/** The plan that was named; a file's plan only as it is in the file. Throws a `CliError` otherwise. */
async function planToShow(hub: HubApi, options: ApplyOptions, note: (why: string) => void): Promise<Plan> {
  const { plan: named, account } = options;
  if ((named === undefined) === (account === undefined)) throw new CliError(message('cli.plan-or-account'));
  if (account !== undefined) return (await askPlan(hub, { ...options, account }, note)).plan;
  const words = named ?? '';
  if (isId(words)) return countedPlan(hub, await hub.get<Plan>(`plans/${words}`), note);
  const saved = readPlanFile(await readNamed(words), words, hub.url);
  // In the language of the file, because it is compared word for word.
  const plan = await hub.in(saved.locale ?? hub.locale).get<Plan>(`plans/${saved.planId}`);
  if (!isSamePlan(saved, plan)) throw new CliError(message('cli.plan-differs', { file: words }));
  return plan;
}

interface Ended {
  outcome: Outcome;
  plan: Plan;
}

async function carryOut(bench: Bench, hub: HubApi, plan: Plan, options: ApplyOptions): Promise<Ended> {
  const { terminal } = bench;
  const { id, checksum, state } = plan;
  if (state === 'planned') {
    if (plan.isEmpty) return recordEmpty(bench, hub, plan, options);
    if (!(await isApproved(bench, plan, options))) return { outcome: 'not-approved', plan };
    await hub.post(`plans/${id}/approve`, { checksum, forcedBy: options.force ?? null });
    await hub.post(`plans/${id}/apply`);
  } else if (state === 'approved' || state === 'paused') {
    if (!(await isApproved(bench, plan, options))) return { outcome: 'not-approved', plan };
    await hub.post(`plans/${id}/apply`);
  } else if (state !== 'applying') {
    throw new CliError(message('cli.plan-over', { state }));
  }
  const ended = await followPlan(hub, id, ({ callsDone, callsPlanned }) =>
    terminal.bar(callsDone, callsPlanned),
  );
  printEnd(terminal, ended);
  return { outcome: outcomeOfState(ended.state), plan: ended };
}

/**
 * Carries out a plan without changes, where a person wants it: the hub records that the account is at the release, and
 * nothing is written there. A narrowed plan says nothing of the rest of the release.
 */
async function recordEmpty(bench: Bench, hub: HubApi, plan: Plan, options: ApplyOptions): Promise<Ended> {
  const { terminal } = bench;
  const { id, checksum, narrowedTo } = plan;
  terminal.print(message('cli.nothing-to-do'));
  if (narrowedTo !== null) return { outcome: 'nothing', plan };
  terminal.print(message('cli.records-release'));
  if (!(await isApproved(bench, plan, options))) return { outcome: 'nothing', plan };
  try {
    await hub.post(`plans/${id}/approve`, { checksum });
    await hub.post(`plans/${id}/apply`);
  } catch (error) {
    if (!(error instanceof HubRefusal) || error.status !== 409) throw error;
    const now = await hub.get<Plan>(`plans/${id}`);
    const { mode } = await hub.get<{ mode: string }>(`accounts/${plan.accountId}`);
    // Because an account that is only observed needs nothing either. Else another plan has come, or is being carried out.
    if (mode !== 'observe' || (now.state !== 'planned' && now.state !== 'approved')) throw error;
    terminal.print(error.said);
    return { outcome: 'nothing', plan: now };
  }
  const ended = await followPlan(hub, id, () => undefined);
  if (ended.state === 'applied') return { outcome: 'nothing', plan: ended };
  printEnd(terminal, ended);
  return { outcome: outcomeOfState(ended.state), plan: ended };
}

/** Whether a person confirms it, by typing the word or with `--yes`; a refused plan also needs a name. */
async function isApproved({ terminal }: Bench, plan: Plan, { yes, force }: ApplyOptions): Promise<boolean> {
  printObjections(terminal, plan);
  if (plan.state === 'planned' && plan.objections.length > 0 && force === undefined) {
    terminal.print(message('cli.needs-force'));
    return false;
  }
  if (yes === true) return true;
  const word = terminal.words(message('cli.approval-word'));
  const answer = await terminal.ask(message('cli.ask-approval', { word }));
  if (answer?.toLowerCase() === word) return true;
  terminal.print(message('cli.not-approved'));
  return false;
}
