import type { AmoClient } from './amo-client.js';
import { NotFound, Refused } from './errors.js';
import { flag, int, or, shape, text, type Read } from './read-value.js';
import { readAll } from './read-pages.js';

const bot = shape({
  id: int,
  name: text,
  settings: or(shape({ active: or(flag, true) }), { active: true }),
});

export type AmoBot = Read<typeof bot>;

/**
 * The bots of the account by name; the public API neither reads nor writes what they do. Null where the API of the account
 * has no such list: it answers 404 or 405.
 */
export async function listBots(amo: AmoClient): Promise<AmoBot[] | null> {
  try {
    return await readAll(amo, { path: '/api/v4/bots', key: 'items', read: bot });
  } catch (error) {
    const isMissing = error instanceof NotFound || (error instanceof Refused && error.facts.status === 405);
    if (isMissing) return null;
    throw error;
  }
}

/**
 * Starts a bot on a deal. amoCRM accepts it also when the bot is empty or another one is at work on the deal, and then
 * nothing follows. Throws `NotFound` for an unknown bot or deal.
 */
export async function runBot(amo: AmoClient, botId: number, leadId: number): Promise<void> {
  const body = { entity_id: leadId, entity_type: 'leads' };
  await amo.call({ method: 'POST', path: `/api/v4/bots/${botId}/run`, body });
}

/** Ends what a bot does on a deal. Throws `NotFound` for an unknown bot or deal. */
export async function stopBot(amo: AmoClient, botId: number, leadId: number): Promise<void> {
  const body = { entity_id: leadId, entity_type: 'leads' };
  await amo.call({ method: 'POST', path: `/api/v4/bots/${botId}/stop`, body });
}
