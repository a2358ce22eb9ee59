import type { ReleaseView, RolloutAccountView, RolloutState, RolloutView } from '@hub/contracts';
import type { Spoken } from '@hub/messages';
import type { AccountIds } from './connect.js';
import type { Franchise, SandboxPipeline } from './franchise.js';
import type { HubApi } from './hub-api.js';
import { until } from './jobs.js';
import type { SandboxApi } from './sandbox-api.js';

type Say = (line: string) => void;
type Shown = Spoken<RolloutView>;

/**
 * A second release goes to the branches in two waves, stops on a branch that fails, goes on after the repair, and one
 * branch is rolled back. Throws when any of it ends otherwise.
 */
export async function rollOutInWaves(
  hub: HubApi,
  sandbox: SandboxApi,
  { franchise, ids }: { franchise: Franchise; ids: AccountIds },
  say: Say,
): Promise<void> {
  const accountId = ids[franchise.hq.subdomain] ?? '';
  const [first] = (await hub.get<{ items: ReleaseView[] }>('releases')).items;
  await changeReference(sandbox, franchise);
  const release = await hub.post<ReleaseView>('releases', { accountId, note: 'Вторая версия' });
  const [canary, failing, last] = franchise.branches.map(({ subdomain }) => ids[subdomain] ?? '');
  const rollout = await hub.post<Shown>('rollouts', {
    releaseId: release.id,
    canaryIds: [canary],
    waveSizes: [10],
    gateMinutes: 0,
  });
  await showPlans(hub, rollout, say);
  const subdomain = franchise.branches[1]?.subdomain ?? '';
  const path = '/api/v4/leads/custom_fields';
  const fault = { kind: 'status', status: 422, count: null, subdomain, method: 'POST', path };
  await sandbox.control('POST', 'faults', fault);
  await approve(hub, rollout);
  const held = await reach(hub, rollout, 'paused');
  say(`   ${held.reason ?? ''}`);
  const failed = await hub.get<{ items: Spoken<RolloutAccountView>[] }>(
    `rollouts/${rollout.rolloutId}/accounts?state=failed`,
  );
  if (failed.items.map((account) => account.accountId).join() !== failing)
    throw new Error(`Expected ${subdomain} alone to fail: ${JSON.stringify(failed.items)}`);
  say(`     ${subdomain}: ${failed.items[0]?.reason ?? ''}`);

  await sandbox.control('DELETE', 'faults');
  await hub.post(`rollouts/${rollout.rolloutId}/retry`);
  say(`   repaired and retried: ${(await reach(hub, rollout, 'done')).summary ?? ''}`);

  const back = { releaseId: first?.id, accountIds: [last], prune: true, gateMinutes: 0 };
  const rollback = await hub.post<Shown>('rollouts', back);
  say(`\n   — ${franchise.branches[2]?.subdomain ?? ''} goes back to release ${first?.number ?? 0}`);
  await showPlans(hub, rollback, say);
  await approve(hub, rollback);
  say(`   ${(await reach(hub, rollback, 'done')).summary ?? ''}`);
}

/** HQ adds a stage and a field to the reference. */
async function changeReference(sandbox: SandboxApi, { hq }: Franchise): Promise<void> {
  const pipelines = await sandbox.list<SandboxPipeline>(hq, '/api/v4/leads/pipelines', 'pipelines');
  const sales = pipelines.find(({ name }) => name === 'Продажи — филиал');
  const stage = { name: 'Договор', sort: 60, color: '#d6eaff' };
  await sandbox.call(hq, 'POST', `/api/v4/leads/pipelines/${sales?.id ?? 0}/statuses`, [stage]);
  await sandbox.call(hq, 'POST', '/api/v4/leads/custom_fields', [{ name: 'Номер договора', type: 'text' }]);
}

/** Waits for the plans and shows them. */
async function showPlans(hub: HubApi, rollout: Shown, say: Say): Promise<void> {
  const { groups } = await reach(hub, rollout, 'approval');
  for (const { title, names, text } of groups) {
    say(`   ${title} (${names.join(', ')})`);
    say((text ?? '').replace(/^/gm, '     '));
  }
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
