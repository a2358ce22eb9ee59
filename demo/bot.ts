import type { BotDelivery, BotView, RolloutAccountView } from '@hub/contracts';
import type { Spoken } from '@hub/messages';
import type { AccountIds } from './connect.js';
import type { BranchSetup, Franchise, SandboxPipeline } from './franchise.js';
import type { HubApi } from './hub-api.js';
import { until } from './jobs.js';
import type { SandboxApi } from './sandbox-api.js';

type Say = (line: string) => void;
type Delivery = Spoken<BotDelivery>;

/** A bot as the designer exports it: it moves a deal to «Договор» and marks it. */
function exportedBot({ pipeline, stage }: { pipeline: number; stage: number }): string {
  const action = (name: string, params: object) => ({ handler: 'action', params: { name, params } });
  const works = [
    action('change_status', { value: stage, pipeline_id: pipeline }),
    action('set_tag', { value: 'договор отправлен', type: 2 }),
  ];
  const goto = { handler: 'goto', params: { step: 1, type: 'finish' } };
  const text = {
    0: { question: [...works, goto], block_uuid: 'a' },
    1: { question: [{ handler: 'stop', params: [] }], block_uuid: 'b' },
    conversation: false,
  };
  const end = (handler: string, id: number) => ({ id, sort: 0, links: [], params: { handler, params: [] } });
  const positions = [
    { id: 0, step: -1, type: 'start', goto: { block: 1 }, actions: [end('_start', -3)] },
    { id: -1, step: -1, type: 'static', code: 'trigger', actions: [] },
    {
      ...{ id: 1, step: 0, type: 'question', goto: { block: 2 }, block_uuid: 'a' },
      actions: works.map((params, sort) => ({ id: 60 + sort, sort, links: [], params })),
    },
    { id: 2, step: 1, type: 'finish', actions: [end('_stop', 90)] },
  ];
  const model = {
    name: 'Договор',
    type: 2,
    text: JSON.stringify(text),
    positions: JSON.stringify(positions),
  };
  return JSON.stringify({ type_functionality: 0, model });
}

/** The head office uploads the bot that goes with its release. */
export async function uploadBot(
  hub: HubApi,
  sandbox: SandboxApi,
  { franchise: { hq }, ids }: { franchise: Franchise; ids: AccountIds },
): Promise<Spoken<BotView>> {
  const pipelines = await sandbox.list<SandboxPipeline>(hq, '/api/v4/leads/pipelines', 'pipelines');
  const sales = pipelines.find(({ name }) => name === 'Продажи — филиал');
  const stage = sales?._embedded.statuses.find(({ name }) => name === 'Договор');
  const file = exportedBot({ pipeline: sales?.id ?? 0, stage: stage?.id ?? 0 });
  const triggers = 'Воронка «Продажи — филиал», этап «Согласование»: при переходе на этап';
  return hub.post('bots', { accountId: ids[hq.subdomain], file, triggers, note: 'К релизу 2' });
}

/** One branch of a rollout: its wave, and whether it has the file and the task. */
interface BotRow {
  wave: number;
  has: boolean;
}

/** Waits until enough branches have the bot of the rollout, and says of each what is known. */
export async function showBots(
  hub: HubApi,
  rollout: { rolloutId: string },
  { isEnough, say }: { isEnough: (rows: readonly BotRow[]) => boolean; say: Say },
): Promise<void> {
  const accounts = await until(
    () => accountsOf(hub, rollout),
    (all) => isEnough(all.map(({ wave, bots }) => ({ wave, has: bots[0]?.state === 'delivered' }))),
  );
  for (const { name, wave, bots } of accounts) say(`   Волна ${wave}, ${name}: ${bots[0]?.text ?? ''}`);
}

/**
 * In all but the last branch a person installs the bot, and one branch sends its own export as the proof. Says what the
 * hub knows of each.
 */
export async function installBots(
  hub: HubApi,
  sandbox: SandboxApi,
  rollout: { rolloutId: string },
  { branches, ids, say }: { branches: readonly BranchSetup[]; ids: AccountIds; say: Say },
): Promise<void> {
  const accounts = await accountsOf(hub, rollout);
  for (const [at, { subdomain, name }] of branches.entries()) {
    const id = accounts.find(({ accountId }) => accountId === ids[subdomain])?.bots[0]?.deliveryId;
    if (!id) throw new Error(`The bot has not come to ${subdomain}`);
    const isLast = at === branches.length - 1;
    const shown = isLast
      ? await hub.get<Delivery>(`bot-deliveries/${id}`)
      : await install(hub, sandbox, { subdomain, id, isProved: at === 0 });
    say(`   ${name}: ${shown.text}`);
  }
}

async function accountsOf(
  hub: HubApi,
  { rolloutId }: { rolloutId: string },
): Promise<Spoken<RolloutAccountView>[]> {
  const path = `rollouts/${rolloutId}/accounts`;
  return (await hub.get<{ items: Spoken<RolloutAccountView>[] }>(path)).items;
}

/** What a person in the branch does: import the file, say so, and send the branch's own export where asked. */
async function install(
  hub: HubApi,
  sandbox: SandboxApi,
  { subdomain, id, isProved }: { subdomain: string; id: string; isProved: boolean },
): Promise<Delivery> {
  const { text } = await hub.get<{ text: string }>(`bot-deliveries/${id}/file`);
  const act = <T>(action: string, more: object) =>
    sandbox.control<T>('POST', 'actions', { action, subdomain, ...more });
  const { botId } = await act<{ botId: number }>('bot.import', { file: JSON.parse(text) as unknown });
  const declared = await hub.post<Delivery>(`bot-deliveries/${id}/declare`);
  if (!isProved) return declared;
  const { file } = await act<{ file: unknown }>('bot.export', { botId });
  const proof = await hub.post<{ isProved: boolean; delivery: Delivery }>(`bot-deliveries/${id}/prove`, {
    file: JSON.stringify(file),
  });
  if (!proof.isProved) throw new Error(`The bot of ${subdomain} is not the one that was delivered`);
  return proof.delivery;
}
