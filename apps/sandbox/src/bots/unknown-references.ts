import type { Account } from '../state/account.js';
import { allHandlers, type BotHandler } from './bot-code.js';

export interface UnknownReference {
  kind: 'status' | 'field' | 'user' | 'group';
  id: number;
}

const marker = /\{\{\s*(?:lead|contact|company|customer)\.cf\.(\d+)/g;

const idIn = (value: unknown): number[] =>
  (typeof value === 'number' && value > 0) || (typeof value === 'string' && /^[1-9]\d*$/.test(value))
    ? [Number(value)]
    : [];

function refs(kind: UnknownReference['kind'], value: unknown): UnknownReference[] {
  return idIn(value).map((id) => ({ kind, id }));
}

function ofAction({ name, params }: Record<string, unknown>): UnknownReference[] {
  const inner = (typeof params === 'object' && params !== null ? params : {}) as Record<string, unknown>;
  if (name === 'change_status') return refs('status', inner.value);
  if (name === 'set_custom_fields') return refs('field', inner.custom_fields_id);
  if (name === 'change_responsible_user') return refs('user', inner.value);
  if (name === 'subscribe' || name === 'unsubscribe')
    return inner.type === 'user' || inner.type === 'group' ? refs(inner.type, inner.value) : [];
  return [];
}

function ofHandler({ handler, params }: BotHandler): UnknownReference[] {
  if (handler === 'action') return ofAction(params);
  if (handler === 'filter') return refs('field', params.custom_fields_id);
  if (handler === 'send_internal')
    return [...refs('user', params.user_id), ...refs('group', params.group_id)];
  return [];
}

/**
 * Ids in bot code that this account does not have: what a bot exported elsewhere brings with it. amoCRM imports such a
 * bot all the same; it just does not do what it says.
 */
export function unknownReferences(account: Account, code: unknown): UnknownReference[] {
  const stages = new Set(
    [...account.pipelines.values()].flatMap(({ stages: all }) => all.map(({ id }) => id)),
  );
  const known = {
    status: stages,
    field: account.fields,
    user: account.users,
    group: account.userGroups,
  };
  const found = [...allHandlers(code)].flatMap(ofHandler);
  for (const [, id] of JSON.stringify(code ?? null).matchAll(marker)) found.push(...refs('field', id));
  const unknown = new Map<string, UnknownReference>();
  for (const ref of found) if (!known[ref.kind].has(ref.id)) unknown.set(`${ref.kind} ${ref.id}`, ref);
  return [...unknown.values()];
}
