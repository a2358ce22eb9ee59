import {
  connectAccounts,
  findBranchIds,
  openBranch,
  saveRules,
  type AccountIds,
  type BranchIds,
} from './connect.js';
import { passOnAndWin, type Stage } from './custody.js';
import { giveAndGetBack, giveAndWin } from './escalation.js';
import { tryTheButton } from './exchange.js';
import { buildFranchise, fiveBranches, type Franchise } from './franchise.js';
import type { HubApi } from './hub-api.js';
import { awaitTransfers, followPlan, makePlan, makeRelease, startPlan } from './jobs.js';
import { routeRequests } from './requests.js';
import { rollOutInWaves } from './rollout.js';
import { callsTable, historyTable, leadsTable } from './report.js';
import type { SandboxApi } from './sandbox-api.js';
import { progress } from './table.js';

type Say = (line: string) => void;

/** Runs the three jobs from an empty hub to the report. Throws when any of them does not end as it should. */
export async function runStory(hub: HubApi, sandbox: SandboxApi, say: Say): Promise<void> {
  say('\n1. Франшиза: головной офис, он же эталон, и пять филиалов');
  const franchise = await buildFranchise(sandbox, fiveBranches);
  const ids = await connectAccounts(hub, franchise);
  const stage: Stage = { hub, sandbox, franchise, ids };
  say(`   Подключены: ${Object.keys(ids).join(', ')}.`);

  say('\n2. Настройка: каждый филиал приводится к эталону');
  await bringBranches(hub, franchise, ids, say);

  say('\n3. Заявки: с регионом, с ошибкой в городе, без региона и от знакомого клиента');
  const idsOfBranches = await openBranches(hub, sandbox, franchise, ids);
  const [firstLeadId = 0, secondLeadId = 0] = await routeRequests(stage, say);

  say('\n4. Кнопка: менеджер нажимает «Получить заявку»');
  const [moscow] = franchise.branches;
  if (!moscow) throw new Error('The franchise has no branches');
  const { subdomain, account } = moscow;
  const managerIds = idsOfBranches[subdomain]?.managerIds ?? [];
  await tryTheButton(hub, { accountId: ids[subdomain] ?? '', managerIds, users: account.users }, say);

  say('\n5. Другой филиал: вторая заявка уходит из Казани в Екатеринбург, и там её продают');
  const next = franchise.branches.find(({ subdomain }) => subdomain === 'ekb');
  if (!next) throw new Error('The franchise has no branch ekb');
  say(`   ${await passOnAndWin(stage, secondLeadId, next)}`);

  say('\n6. Головной офис: филиал передаёт ему сделки, одну там продают, другую возвращают');
  await giveTwo(stage, firstLeadId, say);

  say('\n7. Раскатка: второй релиз с ботом двумя волнами');
  await rollOutInWaves({ ...stage, say });

  say('\n8. Что говорят сами аккаунты');
  say(await leadsTable(sandbox, franchise));
  say('');
  say(await callsTable(sandbox, franchise));
  say('\n   Журнал: что было с первой заявкой');
  say(await historyTable(hub, ids[franchise.hq.subdomain] ?? '', firstLeadId));
}

/** A deal of the branch's own, and the first lead, which the same branch has. */
async function giveTwo(stage: Stage, hqLeadId: number, say: Say): Promise<void> {
  const { hub, franchise } = stage;
  const branch = franchise.branches[0];
  const [transfer] = await awaitTransfers(hub, [hqLeadId]);
  if (!branch || !transfer) throw new Error('The first lead is in no branch');
  say(`   ${await giveAndWin(stage, branch)}`);
  say(`   ${await giveAndGetBack(stage, branch, transfer.branchLeadId ?? 0)}`);
}

async function bringBranches(hub: HubApi, franchise: Franchise, ids: AccountIds, say: Say): Promise<void> {
  const release = await makeRelease(hub, ids[franchise.hq.subdomain] ?? '');
  say(`   Релиз ${release.number}: объектов ${release.objects}.`);
  const plan = (subdomain: string) => makePlan(hub, release.id, ids[subdomain] ?? '');
  const everybody = franchise.branches.map(({ subdomain }) => subdomain);
  const plans = await Promise.all(
    everybody.map(async (subdomain) => ({ subdomain, plan: await plan(subdomain) })),
  );
  // The first branch is new, the last one is in use; those between are as the first.
  for (const { subdomain, plan: shown } of [plans[0], plans.at(-1)].flatMap((one) => one ?? []))
    say(`\n   — ${subdomain}\n${shown.text.replace(/^/gm, '   ')}`);
  say('');
  for (const one of plans) await startPlan(hub, one.plan);
  const ends = await Promise.all(plans.map((one) => followPlan(hub, one.plan.id)));
  for (const [at, end] of ends.entries()) say(progress(everybody[at] ?? '', end.callsDone, end.callsPlanned));
  const seconds = await Promise.all(everybody.map(plan));
  const left = seconds.find(({ isEmpty }) => !isEmpty);
  if (left) throw new Error(`A second plan is not empty:\n${left.text}`);
  say('   Второй план пуст у каждого.');
}

async function openBranches(
  hub: HubApi,
  sandbox: SandboxApi,
  franchise: Franchise,
  ids: AccountIds,
): Promise<Record<string, BranchIds>> {
  const idsOfBranches: Record<string, BranchIds> = {};
  for (const branch of franchise.branches) {
    const branchIds = await findBranchIds(sandbox, branch.account);
    idsOfBranches[branch.subdomain] = branchIds;
    await openBranch(hub, ids[branch.subdomain] ?? '', branch, branchIds);
  }
  await saveRules(hub, ids[franchise.hq.subdomain] ?? '', franchise);
  return idsOfBranches;
}
