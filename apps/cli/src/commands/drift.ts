import type {
  DriftFindingView,
  DriftOfAccount,
  DriftPage,
  ExceptedFindings,
  ProposedFindings,
} from '@hub/contracts';
import { message, type Spoken } from '@hub/messages';
import { CliError } from '../cli-error.js';
import { isId, type AccountNames } from '../hub/choose-one.js';
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

/** Shows what accounts differ in from the release they were brought to, and since when an account cannot be read. */
export const showDrift: Work<{ account?: string }> = async (bench, options) => {
  const { terminal, isJson } = bench;
  const hub = await bench.hub();
  const account = options.account === undefined ? null : await findAccount(hub, options.account);
  const query: Record<string, string> = account ? { accountId: account.accountId } : {};
  const findings = await readAll<Finding>(hub, 'drift', query);
  if (isJson) terminal.json(findings);
  else {
    const names = new Map(
      (await readAll<AccountNames>(hub, 'accounts')).map((one) => [one.accountId, one.host]),
    );
    for (const accountId of new Set(findings.map((finding) => finding.accountId))) {
      terminal.data(names.get(accountId) ?? accountId);
      for (const finding of findings.filter((one) => one.accountId === accountId))
        terminal.data(lineOf(finding, (said) => terminal.words(said)));
    }
  }
  if (account) {
    const { unreadSince, unreadWhy } = await hub.get<Spoken<DriftOfAccount>>(
      `accounts/${account.accountId}/drift`,
    );
    if (unreadSince !== null)
      terminal.print(message('cli.drift-unread', { since: unreadSince, reason: unreadWhy ?? '' }));
  }
  terminal.print(message(findings.length > 0 ? 'cli.drift-next' : 'cli.no-drift'));
  return findings.length > 0 ? 'changes' : 'nothing';
};

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
