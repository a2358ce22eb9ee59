import type { Heal } from './decide-heal.js';

/** What the polls before this one found while no webhook of the account arrived. */
export interface Silence {
  /** Polls that found changes for which a webhook was due. */
  polls: number;
  /** How many such changes they found. */
  changes: number;
}

export interface SilenceFacts {
  before: Silence;
  /** Null before the first poll, which reaches back behind the connection. */
  lastPollAt: Date | null;
  lastWebhookAt: Date | null;
  /** Changes of this poll for which a webhook was due. */
  owed: number;
}

/** One poll may come before the webhook of its change; three such polls in a row mean that webhooks do not arrive. */
const enough = 3;

const none: Silence = { polls: 0, changes: 0 };

/** What amoCRM always sends a webhook for; of an update it depends on the field. */
const hookedActions: readonly Heal['action'][] = ['add', 'status', 'responsible', 'delete', 'restore'];
/** The hub subscribes to these; customers, say, are found by the poll alone. */
const hookedEntities: readonly Heal['entity'][] = ['lead', 'contact', 'company', 'task'];

/** How many of the changes that a poll found should have come by webhook before. */
export function countOwed(heals: readonly Heal[]): number {
  return heals.filter(
    ({ isMissed, action, entity }) =>
      isMissed && hookedActions.includes(action) && hookedEntities.includes(entity),
  ).length;
}

/** The silence after a poll. A webhook since the last poll ends it; a poll without such changes proves nothing. */
export function judgeSilence({ before, lastPollAt, lastWebhookAt, owed }: SilenceFacts): Silence {
  if (lastPollAt === null) return none;
  if (lastWebhookAt !== null && lastWebhookAt > lastPollAt) return none;
  return owed === 0 ? before : { polls: before.polls + 1, changes: before.changes + owed };
}

/** Whether the webhooks of an account count as not arriving. */
export function isSilent({ polls }: Silence): boolean {
  return polls >= enough;
}
