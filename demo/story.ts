import {
  connectAccounts,
  findDesk,
  openBranch,
  saveRules,
  type AccountIds,
  type BranchDesk,
} from './connect.js';
import { buildFranchise, type Franchise } from './franchise.js';
import type { HubApi } from './hub-api.js';
import {
  awaitTransfers,
  followPlan,
  makePlan,
  makeRelease,
  press,
  sendInLead,
  startPlan,
  type SpokenPlan,
} from './jobs.js';
import { rollOutInWaves } from './rollout.js';
import { callsTable, leadsTable } from './report.js';
import type { SandboxApi } from './sandbox-api.js';
import { progress } from './table.js';

type Say = (line: string) => void;

/** Runs the three jobs from an empty hub to the report. Throws when any of them does not end as it should. */
export async function tellTheStory(hub: HubApi, sandbox: SandboxApi, say: Say): Promise<void> {
  say('\n1. A franchise: a head office, which is also the reference, and three branches');
  const franchise = await buildFranchise(sandbox);
  const ids = await connectAccounts(hub, franchise);
  say(`   connected: ${Object.keys(ids).join(', ')}`);

  say('\n2. Sync: every branch is brought to the reference');
  await bringBranches(hub, franchise, ids, say);

  say('\n3. Route: two requests from different regions come in');
  const desks = await openBranches(hub, sandbox, franchise, ids);
  await routeTwo(hub, sandbox, franchise, say);

  say('\n4. Claim: managers press «Получить заявку»');
  await pressUntilRefused(hub, franchise, ids, { desks, say });

  say(
    '\n5. Roll out: a second release in two waves, stopped by a branch that fails, and one branch rolled back',
  );
  await rollOutInWaves(hub, sandbox, { franchise, ids }, say);

  say('\n6. What the accounts themselves say');
  say(await leadsTable(sandbox, franchise));
  say('');
  say(await callsTable(sandbox, franchise));
}

async function bringBranches(hub: HubApi, franchise: Franchise, ids: AccountIds, say: Say): Promise<void> {
  const release = await makeRelease(hub, ids[franchise.hq.subdomain] ?? '');
  say(`   release ${release.number}: ${release.objects} objects`);
  const plans: { subdomain: string; plan: SpokenPlan }[] = [];
  for (const { subdomain } of franchise.branches) {
    const plan = await makePlan(hub, release.id, ids[subdomain] ?? '');
    plans.push({ subdomain, plan });
    say(`\n   — ${subdomain}\n${plan.text.replace(/^/gm, '   ')}`);
  }
  say('');
  for (const { plan } of plans) await startPlan(hub, plan);
  for (const { subdomain, plan } of plans) {
    const end = await followPlan(hub, plan.id);
    say(progress(subdomain, end.callsDone, end.callsPlanned));
    const second = await makePlan(hub, release.id, ids[subdomain] ?? '');
    if (!second.isEmpty) throw new Error(`The second plan of ${subdomain} is not empty:\n${second.text}`);
  }
  say('   a second plan is empty for each of them');
}

async function openBranches(
  hub: HubApi,
  sandbox: SandboxApi,
  franchise: Franchise,
  ids: AccountIds,
): Promise<Record<string, BranchDesk>> {
  const desks: Record<string, BranchDesk> = {};
  for (const branch of franchise.branches) {
    const desk = await findDesk(sandbox, branch.account);
    desks[branch.subdomain] = desk;
    await openBranch(hub, ids[branch.subdomain] ?? '', branch, desk);
  }
  await saveRules(hub, ids[franchise.hq.subdomain] ?? '', franchise);
  return desks;
}

async function routeTwo(hub: HubApi, sandbox: SandboxApi, franchise: Franchise, say: Say): Promise<void> {
  const requests = [
    { name: 'Ольга', phone: '+7 916 111-22-33', region: 'Москва', lead: 'Окна на дачу' },
    { name: 'Ильдар', phone: '+7 917 444-55-66', region: 'Казань', lead: 'Дверь входная' },
  ];
  const sent: number[] = [];
  for (const request of requests) sent.push(await sendInLead(sandbox, franchise, request));
  for (const { hqLeadId, branchName, branchLeadId } of await awaitTransfers(hub, sent)) {
    say(`   lead ${hqLeadId} → ${branchName}, there it is lead ${String(branchLeadId)}`);
  }
}

/** In Moscow the routed lead is taken, then limit 2 refuses; a claim that does not end this way fails the demo. */
async function pressUntilRefused(
  hub: HubApi,
  franchise: Franchise,
  ids: AccountIds,
  { desks, say }: { desks: Record<string, BranchDesk>; say: Say },
): Promise<void> {
  const subdomain = franchise.branches[0]?.subdomain ?? '';
  const accountId = ids[subdomain] ?? '';
  const manager = desks[subdomain]?.managerIds[0] ?? 0;
  const first = await press(hub, accountId, manager);
  say(`   1st press: ${first.text}`);
  const second = await press(hub, accountId, manager);
  say(`   2nd press: ${second.text}`);
  for (const { text, whatFrees } of second.reasons) say(`              ${text} — ${whatFrees}`);
  if (first.outcome !== 'granted' || second.outcome !== 'refused') {
    throw new Error(`Expected granted, then refused; got ${first.outcome}, then ${second.outcome}`);
  }
}
