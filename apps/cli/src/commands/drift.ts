import type {
  DriftFindingView,
  DriftOfAccount,
  DriftPage,
  ExceptedFindings,
  ProposedFindings,
} from '@hub/contracts';
import { message, type Spoken } from '@hub/messages';
import { CliError } from '../cli-error.js';
import { outcomeOfDrift, whyUnknown } from '../drift/outcome-of-drift.js';
import { chooseAccount, isId, type AccountNames } from '../hub/choose-one.js';
import { findAccount, readAll } from '../hub/find.js';
import type { HubApi } from '../hub/hub-api.js';
import { countedPlan, type Plan } from '../plan/follow-plan.js';
import { outcomeOfPlan } from '../plan/outcome-of-plan.js';
import type { Work } from './command.js';
import { endOfDay } from './end-of-day.js';
import { printObjections } from './print-plan.js';

type Finding = Spoken<DriftFindingView>;

/** An account, and which of its findings; all of them without any. */
interface Chosen {
  readonly account: string;
  readonly findings: readonly string[];
}

/**
 * Shows what accounts differ in from the release they were brought to, and which of them nobody knows that of: of all
 * accounts those that the hub compares and cannot read.
 */
export const showDrift: Work<{ account?: string }> = async (bench, options) => {
  const { terminal, isJson } = bench;
  const hub = await bench.hub();
  const all = await readAll<AccountNames>(hub, 'accounts');
  const account = options.account === undefined ? null : chooseAccount(options.account, all);
  const query: Record<string, string> = account ? { accountId: account.accountId } : {};
  const findings = await readAll<Finding>(hub, 'drift', query);
  const accounts = account ? [await driftOf(hub, account)] : await unknownAmong(hub, all);
  const hostOf = (id: string) => all.find(({ accountId }) => accountId === id)?.host ?? id;
  if (isJson) terminal.json({ findings, accounts });
  else
    for (const accountId of new Set(findings.map((finding) => finding.accountId))) {
      terminal.data(hostOf(accountId));
      for (const finding of findings.filter((one) => one.accountId === accountId))
        terminal.data(lineOf(finding, (said) => terminal.words(said)));
    }
  for (const one of accounts) {
    const why = whyUnknown(one);
    const { accountId, unreadSince: since, unreadWhy: reason } = one;
    const facts = { host: hostOf(accountId), since: since ?? '', reason: reason ?? '' };
    if (why !== null) terminal.print(message('cli.drift-unknown', { ...facts, why }));
  }
  const outcome = outcomeOfDrift(findings.length, accounts);
  if (findings.length > 0) terminal.print(message('cli.drift-next'));
  else if (outcome === 'nothing') terminal.print(message('cli.no-drift'));
  return outcome;
};

type Drift = Spoken<DriftOfAccount>;

function driftOf(hub: HubApi, { accountId }: AccountNames): Promise<Drift> {
  return hub.get<Drift>(`accounts/${accountId}/drift`);
}

/** Those that were brought to a release and of which it is not known whether they differ from it. */
async function unknownAmong(hub: HubApi, all: readonly AccountNames[]): Promise<Drift[]> {
  const unknown: Drift[] = [];
  for (const account of all) {
    const drift = await driftOf(hub, account);
    if (drift.releaseId !== null && whyUnknown(drift) !== null) unknown.push(drift);
  }
  return unknown;
}

/** Has the hub plan the way back for findings, and says how to apply that plan. An account without any is no failure. */
export const fixDrift: Work<Chosen> = async (bench, chosen) => {
  const { terminal, isJson } = bench;
  const hub = await bench.hub();
  const asked = await findingsOf(hub, chosen);
  const { accountId, findingIds } = asked;
  const { items } = await hub.get<DriftPage>('drift', { accountId, limit: '1' });
  if (findingIds === undefined && items.length === 0) {
    if (isJson) terminal.json(null);
    terminal.print(message('cli.no-drift'));
    return 'nothing';
  }
  const made = await hub.post<Plan>('drift/fix', asked);
  const plan = await countedPlan(hub, made, (why) => terminal.note(why));
  if (isJson) terminal.json(plan);
  else terminal.data(plan.text);
  printObjections(terminal, plan);
  terminal.print(message('cli.plan-next', { planId: plan.id }));
  return outcomeOfPlan(plan);
};

/** Proposes findings for the next release. */
export const adoptDrift: Work<Chosen & { note?: string }> = async (bench, { note, ...chosen }) => {
  const hub = await bench.hub();
  const body = { ...(await findingsOf(hub, chosen)), ...(note === undefined ? {} : { note }) };
  const adopted = await hub.post<Spoken<ProposedFindings>>('drift/adopt', body);
  if (bench.isJson) bench.terminal.json(adopted);
  bench.terminal.print(message('cli.drift-adopted', { count: adopted.items.length }));
  return 'done';
};

/** Allows findings until the end of a day. */
export const exceptDrift: Work<Chosen & { reason?: string; until?: string }> = async (bench, options) => {
  const { reason, until, ...chosen } = options;
  if (reason === undefined || until === undefined) throw new CliError(message('cli.except-needs'));
  const endsAt = endOfDay(until);
  const hub = await bench.hub();
  const body = { ...(await findingsOf(hub, chosen)), reason, endsAt };
  const excepted = await hub.post<Spoken<ExceptedFindings>>('drift/except', body);
  if (bench.isJson) bench.terminal.json(excepted);
  const facts = { count: excepted.items.length, until };
  bench.terminal.print(message('cli.drift-excepted', facts));
  return 'done';
};

async function findingsOf(
  hub: HubApi,
  { account, findings }: Chosen,
): Promise<{ accountId: string; findingIds?: string[] }> {
  const wrong = findings.find((id) => !isId(id));
  if (wrong !== undefined) throw new CliError(message('cli.bad-finding', { words: wrong }));
  const { accountId } = await findAccount(hub, account);
  return { accountId, ...(findings.length > 0 ? { findingIds: [...findings] } : {}) };
}

function lineOf(finding: Finding, words: (said: ReturnType<typeof message>) => string): string {
  const { id, text, seenAt, absentAt, returns, proposal } = finding;
  const isProposed = proposal === null ? 'no' : 'yes';
  const facts = { id, text, seenAt, absentAt: absentAt ?? 'none', returns, isProposed };
  return `  ${words(message('cli.finding', facts))}`;
}
