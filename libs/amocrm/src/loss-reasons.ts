import type { AmoClient } from './amo-client.js';
import { embedded, int, name, or, shape, type Read } from './read-value.js';
import { writeOne } from './write-batch.js';

const lossReason = shape({ id: int, name, sort: or(int, 0) });

export type AmoLossReason = Read<typeof lossReason>;

const path = '/api/v4/leads/loss_reasons';

/** The reasons for which a deal is lost. */
export async function listLossReasons(amo: AmoClient): Promise<AmoLossReason[]> {
  const { body } = await amo.call({ method: 'GET', path });
  return embedded(body, 'loss_reasons', lossReason);
}

/** Creates a reason. The method is not in amoCRM's pages, only in its own client: it may be refused. */
export async function createLossReason(
  amo: AmoClient,
  item: { name: string; sort?: number },
): Promise<AmoLossReason> {
  return writeOne(amo, { method: 'POST', path, items: [item], key: 'loss_reasons', read: lossReason });
}
