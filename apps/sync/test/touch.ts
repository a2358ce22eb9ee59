import type { ConfigObject } from '../src/configuration/configuration.js';
import { kindOf } from '../src/kind/kinds.js';
import { entityTypes, type EntityType } from '../src/configuration/raw-snapshot.js';
import type { ModelAccount } from './model-account.js';

type Raw = Record<string, unknown>;

/** Changes exactly one attribute of one object by hand, behind the hub's back. False when there is nothing to change. */
export function touch(
  account: ModelAccount,
  object: ConfigObject,
  branchId: string,
  attribute: string,
): boolean {
  const raw = rawObject(account, object.kind, branchId);
  if (!raw) return false;
  const member = members[attribute];
  if (attribute === 'isMain') return makeAnotherMain(account, raw);
  if (attribute === 'unsorted') return ((raw.is_unsorted_on = !raw.is_unsorted_on), true);
  if (['newbie', 'candidate', 'master'].includes(attribute))
    return describeStage(raw, attribute, object.attributes[attribute]);
  if (attribute === 'requiredAt' || attribute === 'hiddenAt') {
    const key = attribute === 'requiredAt' ? 'required_statuses' : 'hidden_statuses';
    const before = (raw[key] ?? []) as unknown[];
    raw[key] = before.slice(1);
    return before.length > 0;
  }
  if (attribute === 'group') return ((raw.group_id = raw.group_id ? null : 'statistic'), true);
  if (attribute === 'apiOnly') return ((raw.is_api_only = !raw.is_api_only), true);
  if (attribute === 'archived') return ((raw.is_archive = true), true);
  if (attribute === 'color' && object.kind === 'stage')
    return ((raw.color = raw.color === '#fffeb2' ? '#87f2c0' : '#fffeb2'), true);
  if (attribute === 'name') return ((raw[object.kind === 'enum' ? 'value' : 'name'] = 'Переименовано'), true);
  if (member === undefined) return false;
  raw[member] = 'OTHER';
  return true;
}

const members: Record<string, string> = {
  code: 'code',
  currency: 'currency',
  remind: 'remind',
  callback: 'tracking_callback',
  color: 'color',
};

/** Moves one object to the other end of its siblings. False when it stands alone. */
export function shove(
  account: ModelAccount,
  object: ConfigObject,
  branchId: string,
  siblings: number,
): boolean {
  const raw = rawObject(account, object.kind, branchId);
  if (!raw || siblings < 2 || !kindOf(object.kind).ordered || object.fixed) return false;
  const sort = Number(raw.sort) > 10 * (object.kind === 'stage' ? 2 : 1) ? 0 : 9999;
  if (object.kind !== 'stage') raw.sort = sort;
  else {
    const [pipeline, stage] = branchId.split('/');
    account.call('PATCH', `/api/v4/leads/pipelines/${pipeline}/statuses/${stage}`, { sort });
  }
  return true;
}

function makeAnotherMain(account: ModelAccount, raw: Raw): boolean {
  const other = account.state.pipelines.find((line) => line.id !== raw.id);
  if (!other) return false;
  raw.is_main = false;
  other.is_main = true;
  return true;
}

function describeStage(raw: Raw, level: string, now: unknown): boolean {
  const others = ((raw.descriptions ?? []) as { level: string }[]).filter((item) => item.level !== level);
  raw.descriptions = now === '' ? [...others, { id: 1, level, description: 'Иначе' }] : others;
  return true;
}

function rawObject({ state }: ModelAccount, kind: string, branchId: string): Raw | undefined {
  const [first, second, third] = branchId.split('/') as [string, string, string];
  const entity = entityTypes.find((type) => type === (first as EntityType)) ?? 'leads';
  const byId = (list: readonly { id: number | string }[] | null | undefined, id: string) =>
    list?.find((item) => String(item.id) === id);
  if (kind === 'loss-reason') return byId(state.lossReasons, first);
  if (kind === 'field-group') return byId(state.groups[entity], second);
  if (kind === 'pipeline') return byId(state.pipelines, first);
  if (kind === 'stage')
    return byId(state.pipelines.find((line) => String(line.id) === first)?._embedded.statuses, second);
  if (kind === 'field') return byId(state.fields[entity], second);
  if (kind === 'enum')
    return byId(state.fields[entity].find((field) => String(field.id) === second)?.enums, third);
  return kind === 'tag' ? byId(state.tags[entity], second) : undefined;
}
