import { mainPipeline, type Account } from '../state/account.js';
import { ownerOf } from '../state/create-account.js';
import { allHandlers } from './bot-code.js';
import { placesOf, type BotReferenceKind } from './bot-places.js';

export interface UnknownReference {
  kind: BotReferenceKind;
  id: number | string;
}

function knows(account: Account): (reference: UnknownReference) => boolean {
  const stages = new Set(
    [...account.pipelines.values()].flatMap(({ stages: all }) => all.map(({ id }) => id)),
  );
  const enums = new Set(
    [...account.fields.values()].flatMap((field) => (field.enums ?? []).map(({ id }) => id)),
  );
  const known: Partial<Record<BotReferenceKind, { has(id: number): boolean }>> = {
    status: stages,
    pipeline: account.pipelines,
    field: account.fields,
    enum: enums,
    user: account.users,
    group: account.userGroups,
    task_type: account.taskTypes,
    bot: account.bots,
    catalog: account.catalogs,
  };
  return ({ kind, id }) =>
    known[kind] ? known[kind].has(Number(id)) : account.botObjects.has(`${kind} ${id}`);
}

/** Ids in bot code that this account does not have: what a bot exported elsewhere brings with it. */
export function unknownReferences(account: Account, code: unknown): UnknownReference[] {
  const isKnown = knows(account);
  const unknown = new Map<string, UnknownReference>();
  for (const { kind, id } of placesOf(code))
    if (!isKnown({ kind, id })) unknown.set(`${kind} ${id}`, { kind, id });
  return [...unknown.values()];
}

/**
 * What amoCRM's importer does: each value that does not fit the account is filled with a default, and the bot is saved all
 * the same. Channels that are not there make way for all channels.
 */
export function fillDefaults(account: Account, code: unknown): void {
  const isKnown = knows(account);
  const pipeline = mainPipeline(account);
  const defaults: Partial<Record<BotReferenceKind, number>> = {
    status: pipeline.stages.find(({ type }) => type === 0)?.id ?? 0,
    pipeline: pipeline.id,
    user: ownerOf(account).id,
    task_type: 1,
  };
  dropChannels(code, (id) => isKnown({ kind: 'chat_source', id }));
  for (const { kind, id, put } of placesOf(code)) if (!isKnown({ kind, id })) put(defaults[kind] ?? 0);
}

/** Messages whose list of channels loses one are sent to all of them. */
export function dropChannels(code: unknown, isKept: (id: number) => boolean): number {
  let changed = 0;
  for (const { params } of allHandlers(code))
    for (const key of ['chat_sources', 'channels']) {
      const list = params[key];
      if (!Array.isArray(list) || list.length === 0) continue;
      const kept = (list as { id: number }[]).filter(({ id }) => isKept(id));
      if (kept.length === list.length) continue;
      params[key] = [];
      if (key === 'chat_sources') params.send_to_all_chat_sources = true;
      changed += 1;
    }
  return changed;
}
