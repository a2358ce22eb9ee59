import type { ReleaseView, RolloutAccountView, RolloutState, RolloutView } from '@hub/contracts';
import type { Spoken } from '@hub/messages';
import { installBots, showBots, uploadBot } from './bot.js';
import type { AccountIds } from './connect.js';
import type { BranchSetup, Franchise, SandboxPipeline } from './franchise.js';
import type { HubApi } from './hub-api.js';
import { awaitTransfers, sendInLead, until } from './jobs.js';
import type { SandboxApi } from './sandbox-api.js';

type Say = (line: string) => void;
type Shown = Spoken<RolloutView>;

/** Who takes part, and how each step is printed. */
interface Stage {
  hub: HubApi;
  sandbox: SandboxApi;
  franchise: Franchise;
  ids: AccountIds;
  say: Say;
}

/**
 * A second release with a bot goes to five branches in two waves, stops on a branch that fails its health gate, goes on
 * after the repair, and one branch is rolled back. Throws when any of it ends otherwise.
 */
export async function rollOutInWaves(stage: Stage): Promise<void> {
  const { hub, sandbox, franchise, ids, say } = stage;
  const { branches } = franchise;
  const [canary, failing] = branches as [BranchSetup, BranchSetup];
  const [first] = (await hub.get<{ items: ReleaseView[] }>('releases')).items;
  await changeReference(sandbox, franchise);
  const accountId = ids[franchise.hq.subdomain] ?? '';
  const release = await hub.post<ReleaseView>('releases', { accountId, note: 'Вторая версия' });
  const bot = await uploadBot(hub, sandbox, { franchise, ids });
  say(`   Релиз ${release.number}: новый этап «Договор», поле «Номер договора» и бот «${bot.name}».`);
  const lostStage = await losePlace(sandbox, failing);
  say(`   Тем временем в аккаунте ${failing.subdomain} кто-то удалил этап «Новая», куда приходят заявки.\n`);

  const waves = { canaryIds: [ids[canary.subdomain]], waveSizes: [branches.length - 1], gateMinutes: 0 };
  const rollout = await hub.post<Shown>('rollouts', { releaseId: release.id, botIds: [bot.id], ...waves });
  await showPlans(hub, rollout, say);
  say(`   Волна 1: ${canary.name}. Волна 2: остальные. Планы утверждены.`);
  const held = await holdField(sandbox, failing);
  await approve(hub, rollout);
  await held.reached();
  say('\n   Первая волна здорова, идёт вторая. Бот едет вместе с релизом:');
  await showBots(hub, rollout, { isEnough: (rows) => rows.some(({ wave, has }) => wave === 1 && has), say });
  const leadId = await sendInLead(sandbox, franchise, {
    ...{ name: 'Мария', phone: '+7 921 777-88-99', region: failing.region, lead: 'Кухня на заказ' },
  });
  await until(
    () => hub.get<{ items: { branchId: string | null }[] }>('alarms?kind=branch-target-broken'),
    ({ items }) => items.length > 0,
  );
  await held.end();

  const stopped = await reach(hub, rollout, 'paused');
  say(`   ${stopped.reason ?? ''}`);
  const [unhealthy, ...others] = (
    await hub.get<{ items: Spoken<RolloutAccountView>[] }>(
      `rollouts/${rollout.rolloutId}/accounts?state=failed`,
    )
  ).items;
  if (unhealthy?.accountId !== ids[failing.subdomain] || others.length > 0)
    throw new Error(`Expected ${failing.subdomain} alone to fail: ${JSON.stringify([unhealthy, ...others])}`);
  say(`   ${unhealthy?.name ?? ''}: ${unhealthy?.reason ?? ''}\n`);

  await mendPlace(stage, failing, lostStage);
  const [transfer] = await awaitTransfers(hub, [leadId]);
  say(
    `   Филиалу указан новый этап «Новая». Ждавшая заявка передана: там это сделка ${String(transfer?.branchLeadId)}.`,
  );
  await hub.post(`rollouts/${rollout.rolloutId}/retry`);
  say(`   Раскатка продолжена. ${(await reach(hub, rollout, 'done')).summary ?? ''}`);

  say('\n   Бот: файл со своими id и задача в каждом филиале');
  await showBots(hub, rollout, { isEnough: (rows) => rows.every(({ has }) => has), say });
  say('\n   Люди в филиалах устанавливают бота, один присылает свою выгрузку:');
  await installBots(hub, sandbox, rollout, { branches, ids, say });

  const last = branches.at(-1);
  say(`\n   ${last?.name ?? ''} возвращается к релизу ${first?.number ?? 0}`);
  const back = {
    releaseId: first?.id,
    accountIds: [ids[last?.subdomain ?? '']],
    prune: true,
    gateMinutes: 0,
  };
  const rollback = await hub.post<Shown>('rollouts', back);
  const planned = await showPlans(hub, rollback, say);
  if (planned.botsStay === null) throw new Error('The rollback does not say that the bot stays');
  say(`   ${planned.botsStay}`);
  await approve(hub, rollback);
  say(`   ${(await reach(hub, rollback, 'done')).summary ?? ''}`);
}

/** HQ adds a stage and a field to the reference. */
async function changeReference(sandbox: SandboxApi, { hq }: Franchise): Promise<void> {
  const sales = await salesOf(sandbox, hq);
  const stage = { name: 'Договор', sort: 60, color: '#d6eaff' };
  await sandbox.call(hq, 'POST', `/api/v4/leads/pipelines/${sales.id}/statuses`, [stage]);
  await sandbox.call(hq, 'POST', '/api/v4/leads/custom_fields', [{ name: 'Номер договора', type: 'text' }]);
}

async function salesOf(sandbox: SandboxApi, account: BranchSetup['account']): Promise<SandboxPipeline> {
  const pipelines = await sandbox.list<SandboxPipeline>(account, '/api/v4/leads/pipelines', 'pipelines');
  const sales = pipelines.find(({ name }) => name === 'Продажи — филиал');
  if (!sales) throw new Error(`${account.subdomain} has no pipeline for sales`);
  return sales;
}

const newStage = ({ _embedded }: SandboxPipeline): number =>
  _embedded.statuses.find(({ name }) => name === 'Новая')?.id ?? 0;

/** Somebody deletes the stage where requests come in. Gives its id. */
async function losePlace(sandbox: SandboxApi, { account }: BranchSetup): Promise<number> {
  const sales = await salesOf(sandbox, account);
  const lost = newStage(sales);
  await sandbox.call(account, 'DELETE', `/api/v4/leads/pipelines/${sales.id}/statuses/${lost}`);
  return lost;
}

/** The release has brought the stage back under a new id; head office points the branch there. */
async function mendPlace(
  { hub, sandbox, ids }: Stage,
  { account, subdomain }: BranchSetup,
  lost: number,
): Promise<void> {
  const statusId = newStage(await salesOf(sandbox, account));
  if (statusId === 0 || statusId === lost) throw new Error(`The stage of ${subdomain} did not come back`);
  const { items } = await hub.get<{ items: { branchId: string; accountId: string }[] }>('branches');
  const branch = items.find(({ accountId }) => accountId === ids[subdomain]);
  await hub.call('PATCH', `branches/${branch?.branchId ?? ''}`, { statusId }, { 'if-match': '*' });
}

/** Holds the answer to the new field of a branch, so that its plan is still on its way while requests come in. */
async function holdField(
  sandbox: SandboxApi,
  { subdomain }: BranchSetup,
): Promise<{ reached: () => Promise<unknown>; end: () => Promise<unknown> }> {
  const call = { method: 'POST', path: '/api/v4/leads/custom_fields' };
  const { id } = await sandbox.control<{ id: string }>('POST', 'faults', {
    ...{ kind: 'hold', when: 'after', subdomain },
    ...call,
  });
  return {
    reached: () =>
      until(
        () => sandbox.control<{ holding: unknown[] }>('GET', `faults/${id}`),
        ({ holding }) => holding.length > 0,
      ),
    end: () => sandbox.control('DELETE', `faults/${id}`),
  };
}

/** Waits for the plans and shows them. */
async function showPlans(hub: HubApi, rollout: Shown, say: Say): Promise<Shown> {
  const planned = await reach(hub, rollout, 'approval');
  for (const { title, names, text } of planned.groups) {
    say(`   ${title} (${names.join(', ')})`);
    say((text ?? '').trimEnd().replace(/^/gm, '     '));
  }
  return planned;
}

async function approve(hub: HubApi, { rolloutId }: Shown): Promise<void> {
  const { checksum, groups } = await hub.get<Shown>(`rollouts/${rolloutId}`);
  const isUnsafe = groups.some(({ objections }) => objections.length > 0);
  await hub.post(`rollouts/${rolloutId}/approve`, { checksum, ...(isUnsafe ? { forcedBy: 'demo' } : {}) });
}

function reach(hub: HubApi, { rolloutId }: Shown, state: RolloutState): Promise<Shown> {
  return until(
    () => hub.get<Shown>(`rollouts/${rolloutId}`),
    (now) => now.state === state,
  );
}
