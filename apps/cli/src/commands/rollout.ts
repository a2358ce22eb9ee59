import type { RolloutAccountView, RolloutPage, RolloutView } from '@hub/contracts';
import { message, type Spoken } from '@hub/messages';
import { findBot } from '../bot/find-bot.js';
import { CliError } from '../cli-error.js';
import type { Outcome } from '../exit-code.js';
import { isId, type AccountNames } from '../hub/choose-one.js';
import { findAccount, findRelease, readAll } from '../hub/find.js';
import type { HubApi } from '../hub/hub-api.js';
import { followRollout, type Progress } from '../rollout/follow-rollout.js';
import { outcomeOfPlans, outcomeOfRollout } from '../rollout/outcome-of-rollout.js';
import { readTarget } from '../rollout/read-target.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Plan } from '../plan/follow-plan.js';
import type { Bench, Work } from './command.js';
import { printObjections } from './print-plan.js';
import { readQuestion } from './read-rule.js';

type Rollout = Spoken<RolloutView>;

interface StartOptions {
  readonly release: string;
  readonly accounts: readonly string[];
  readonly canary: readonly string[];
  readonly waves: readonly number[];
  readonly gate?: number;
  readonly bots: readonly string[];
  readonly prune: boolean;
  readonly only: readonly string[];
  readonly move: readonly string[];
  readonly note?: string;
}

/** Begins a rollout, waits for the plans of all accounts and shows them. Nothing is written in any account. */
export const startRollout: Work<StartOptions> = async (bench, options) => {
  const hub = await bench.hub();
  const { release, accounts, canary, waves, gate, bots, prune, only, move, note } = options;
  const find = (names: readonly string[]) => Promise.all(names.map((words) => findAccount(hub, words)));
  const [own, first] = [await find(accounts), await find(canary)];
  const idsOf = (found: readonly AccountNames[]) => found.map(({ accountId }) => accountId);
  const carried = await Promise.all(bots.map((words) => findBot(hub, words)));
  const made = await hub.post<Rollout>('rollouts', {
    releaseId: (await findRelease(hub, release, own[0] ?? first[0] ?? 'all')).id,
    ...(accounts.length > 0 ? { accountIds: idsOf(own) } : {}),
    ...(canary.length > 0 ? { canaryIds: idsOf(first) } : {}),
    ...(waves.length > 0 ? { waveSizes: waves } : {}),
    ...(gate === undefined ? {} : { gateMinutes: gate }),
    ...(carried.length > 0 ? { botIds: carried.map(({ id }) => id) } : {}),
    ...(note === undefined ? {} : { note }),
    ...(only.length > 0 ? { only: only.map(readQuestion) } : {}),
    ...(move.length > 0 ? { dealTargets: move.map(readTarget) } : {}),
    prune,
  });
  await followRollout(hub, made.rolloutId, (now) => printProgress(bench.terminal, now));
  const shown = await showOne(bench, hub, made.rolloutId);
  bench.terminal.print(message('cli.rollout-next', { rolloutId: made.rolloutId }));
  return outcomeOfPlans(shown);
};

/** Shows a rollout: plans in groups, the states of the accounts, and why. */
export const showRollout: Work<{ rollout: string }> = async (bench, { rollout }) => {
  const hub = await bench.hub();
  return outcomeOfRollout(await showOne(bench, hub, await findRollout(hub, rollout)));
};

/** Follows a rollout until it is over or a person has to act. */
export const watchRollout: Work<{ rollout: string }> = async (bench, { rollout }) => {
  const hub = await bench.hub();
  return watch(bench, hub, await findRollout(hub, rollout));
};

/** Approves all plans exactly as they are shown, and follows the rollout from there. */
export const approveRollout: Work<{ rollout: string; yes: boolean; force?: string }> = async (
  bench,
  { rollout, yes, force },
) => {
  const hub = await bench.hub();
  const rolloutId = await findRollout(hub, rollout);
  const shown = await hub.get<Rollout>(`rollouts/${rolloutId}`);
  // Because the data of this command is how the rollout ends.
  await printRollout(bench, hub, shown);
  const { checksum, groups } = shown;
  const objections = groups.flatMap((group) => group.objections);
  if (!(await isApproved(bench, objections, { yes, force }, 'cli.ask-rollout'))) {
    if (bench.isJson) bench.terminal.json(shown);
    return 'not-approved';
  }
  await hub.post(`rollouts/${rolloutId}/approve`, { checksum, forcedBy: force ?? null });
  return watch(bench, hub, rolloutId);
};

interface InRollout {
  readonly rollout: string;
  readonly account: string;
}

/** Approves the new plan of an account that does more than was approved, exactly as it is shown. */
export const approveAccount: Work<InRollout & { yes: boolean; force?: string }> = async (
  bench,
  { yes, force, ...named },
) => {
  const { terminal, isJson } = bench;
  const hub = await bench.hub();
  const { path, row } = await findRow(hub, named);
  const { state, planId, checksum } = row;
  if (state !== 'needs-approval' || planId === null)
    throw new CliError(message('rollouts.account-not-in-state', { state }));
  const plan = await hub.get<Plan>(`plans/${planId}`);
  if (isJson) terminal.note(plan.text.trimEnd());
  else terminal.data(plan.text);
  printObjections(terminal, plan);
  if (!(await isApproved(bench, plan.objections, { yes, force }, 'cli.ask-rollout-account'))) {
    if (isJson) terminal.json(row);
    return 'not-approved';
  }
  printRow(bench, await hub.post<Row>(`${path}/approve`, { checksum, forcedBy: force ?? null }));
  return 'done';
};

/** Leaves an account out that was not begun, or has failed. */
export const skipAccount: Work<InRollout> = async (bench, named) => {
  const hub = await bench.hub();
  const { path } = await findRow(hub, named);
  printRow(bench, await hub.post<Row>(`${path}/skip`));
  return 'done';
};

type Row = Spoken<RolloutAccountView>;

async function findRow(hub: HubApi, { rollout, account }: InRollout): Promise<{ path: string; row: Row }> {
  const rolloutId = await findRollout(hub, rollout);
  const { accountId, host } = await findAccount(hub, account);
  const rows = await readAll<Row>(hub, `rollouts/${rolloutId}/accounts`);
  const row = rows.find((one) => one.accountId === accountId);
  if (!row) throw new CliError(message('cli.not-in-rollout', { host }));
  return { path: `rollouts/${rolloutId}/accounts/${accountId}`, row };
}

function printRow({ terminal, isJson }: Bench, row: Row): void {
  if (isJson) terminal.json(row);
  const { name, state, reason } = row;
  terminal.note(`  ${name}: ${reason ?? state}`);
}

/** Whether a person types the word, or said yes; objections need a name as well. */
async function isApproved(
  { terminal }: Bench,
  objections: readonly unknown[],
  { yes, force }: { yes: boolean; force?: string | undefined },
  question: 'cli.ask-rollout' | 'cli.ask-rollout-account',
): Promise<boolean> {
  if (objections.length > 0 && force === undefined) {
    terminal.print(message('cli.needs-force'));
    return false;
  }
  const word = terminal.words(message('cli.approval-word'));
  if (yes || (await terminal.ask(message(question, { word })))?.toLowerCase() === word) return true;
  terminal.print(message('cli.not-approved'));
  return false;
}

export type RolloutAct = 'pause' | 'resume' | 'stop' | 'retry';

/** Pauses, resumes, stops a rollout, or retries what failed in it. */
export const actOnRollout =
  (act: RolloutAct): Work<{ rollout: string }> =>
  async (bench, { rollout }) => {
    const { terminal, isJson } = bench;
    const hub = await bench.hub();
    const progress = await hub.post<Progress>(`rollouts/${await findRollout(hub, rollout)}/${act}`);
    if (isJson) terminal.json(progress);
    printProgress(terminal, progress);
    return 'done';
  };

async function watch({ terminal, isJson }: Bench, hub: HubApi, rolloutId: string): Promise<Outcome> {
  let printed = '';
  const end = await followRollout(hub, rolloutId, (now) => {
    const words = JSON.stringify([now.state, now.wave, now.accounts, now.botStates, now.reason]);
    if (words !== printed) printProgress(terminal, now);
    printed = words;
  });
  await printAsking(terminal, hub, rolloutId);
  if (isJson) terminal.json(end);
  return outcomeOfRollout(end);
}

async function showOne(bench: Bench, hub: HubApi, rolloutId: string): Promise<Rollout> {
  const shown = await hub.get<Rollout>(`rollouts/${rolloutId}`);
  if (bench.isJson) bench.terminal.json(shown);
  else await printRollout(bench, hub, shown);
  return shown;
}

/** The plans and states of a rollout in words; among the notes where the data is something else. */
async function printRollout({ terminal, isJson }: Bench, hub: HubApi, shown: Rollout): Promise<void> {
  const line = (text: string) => (isJson ? terminal.note(text) : terminal.data(text));
  for (const { title, names, text, objections } of shown.groups) {
    line(`${title} (${names.join(', ')})`);
    if (text) line(text.replace(/^/gm, '  ').trimEnd());
    for (const objection of objections) line(`  ! ${objection}`);
  }
  for (const { text } of shown.touched) line(`! ${text.trimEnd()}`);
  for (const { name, version } of shown.bots)
    line(`+ ${terminal.words(message('cli.rollout-bot-carried', { name, version }))}`);
  if (shown.botsStay !== null) line(`! ${shown.botsStay}`);
  printProgress(terminal, shown);
  if (shown.summary !== null) terminal.note(shown.summary);
  await printAsking(terminal, hub, shown.rolloutId);
}

function printProgress(terminal: Terminal, progress: Progress): void {
  const { state, wave, waves, accounts, inPart, reason, botStates } = progress;
  const counts = Object.entries(accounts).filter(([, count]) => count > 0);
  const counted = counts.map(([name, count]) => message('cli.rollout-count', { state: name, count }));
  terminal.print(
    message('cli.rollout-progress', { state, wave, waves, accounts: counted, inPart, reason: reason ?? '' }),
  );
  const bots = Object.entries(botStates).filter(([, count]) => count > 0);
  const parts = bots.map(([name, count]) => message('rollouts.bot-count', { state: name, count }));
  if (parts.length > 0) terminal.print(message('cli.rollout-bots', { parts }));
}

/** Accounts that a person has to see to, with the reason. */
async function printAsking(terminal: Terminal, hub: HubApi, rolloutId: string): Promise<void> {
  const rows = await readAll<Row>(hub, `rollouts/${rolloutId}/accounts`);
  const isAnyInPart = rows.some(({ isInPart }) => isInPart);
  const again = isAnyInPart ? (await hub.get<Rollout>(`rollouts/${rolloutId}`)).again : '';
  const asking = ['failed', 'suspended', 'needs-approval', 'skipped'];
  for (const { name, state, reason, isInPart, accountId, bots } of rows) {
    if (asking.includes(state)) {
      terminal.note(`  ${name}: ${reason ?? state}`);
      if (state === 'needs-approval' || state === 'failed')
        terminal.note(
          `    ${terminal.words(message('cli.rollout-account-next', { state, rolloutId, accountId }))}`,
        );
    } else if (isInPart)
      terminal.note(`  ${name}: ${terminal.words(message('cli.rollout-in-part', { accountId, again }))}`);
    for (const { name: bot, text } of bots.filter((one) => one.state === 'refused'))
      terminal.note(`  ${name}: ${terminal.words(message('cli.rollout-bot-refused', { name: bot, text }))}`);
  }
}

async function findRollout(hub: HubApi, words: string): Promise<string> {
  if (isId(words)) return words;
  const { items } = await hub.get<RolloutPage>('rollouts', { limit: '1' });
  const [newest] = items;
  if (words !== 'latest' || !newest) throw new CliError(message('cli.no-such-rollout', { words }));
  return newest.rolloutId;
}
