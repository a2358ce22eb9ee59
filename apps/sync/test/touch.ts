import type { ConfigObject, Configuration } from '../src/configuration/configuration.js';
import { entityTypes, type EntityType, type RawStageLink } from '../src/configuration/raw-snapshot.js';
import type { KindName } from '../src/kind/kind-name.js';
import { isOrdered, kindOf } from '../src/kind/kinds.js';
import type { ModelAccount } from './model-account.js';

type Raw = Record<string, unknown>;

/** Why nobody can change an attribute of an object behind the hub's back, or null when anybody can. */
export function whyUntouchable(
  release: Configuration,
  { kind }: Pick<ConfigObject, 'kind'>,
  attribute: string,
): string | null {
  if (kindOf(kind).isStep) return 'a step is done or not; nothing of it stands in an account';
  if (attribute === 'type') return 'amoCRM never changes the type of a field (sheet 4.2)';
  if (attribute in linkMembers && !release.objects.some((object) => object.kind === 'stage'))
    return 'there is no stage that a field could name';
  return null;
}

/** Attributes that a member of the raw object holds as they are; the value is another that amoCRM could show there. */
const plain: Readonly<Record<string, (object: ConfigObject) => readonly [member: string, value: string]>> = {
  name: ({ kind }) => [kind === 'enum' ? 'value' : 'name', 'Переименовано'],
  code: () => ['code', 'OTHER'],
  currency: () => ['currency', 'KZT'],
  remind: () => ['remind', 'day'],
  callback: () => ['tracking_callback', 'other'],
  color: ({ kind, attributes }) => [
    'color',
    kind === 'tag'
      ? other(attributes.color, 'EBEBEB', 'D0D0D0')
      : other(attributes.color, '#fffeb2', '#87f2c0'),
  ],
};
const flags: Readonly<Record<string, string>> = {
  unsorted: 'is_unsorted_on',
  apiOnly: 'is_api_only',
  archived: 'is_archive',
};
const linkMembers: Readonly<Record<string, string>> = {
  requiredAt: 'required_statuses',
  hiddenAt: 'hidden_statuses',
};

const other = (now: unknown, one: string, two: string): string => (now === one ? two : one);

/** Changes exactly one attribute of one object by hand. Throws for one that it does not know: nothing is skipped. */
export function touch(
  account: ModelAccount,
  object: ConfigObject,
  branchId: string,
  attribute: string,
): void {
  const raw = rawObject(account, object.kind, branchId);
  const flag = flags[attribute];
  const links = linkMembers[attribute];
  const member = plain[attribute]?.(object);
  if (member) raw[member[0]] = member[1];
  else if (flag !== undefined) raw[flag] = raw[flag] !== true;
  else if (links !== undefined) raw[links] = otherLinks(account, (raw[links] ?? []) as RawStageLink[]);
  else if (attribute === 'isMain') makeAnotherMain(account);
  else if (['newbie', 'candidate', 'master'].includes(attribute))
    describeStage(raw, attribute, object.attributes[attribute]);
  else if (attribute === 'group') raw.group_id = raw.group_id ? null : ownGroup(account, object.within);
  else throw new RangeError(`nobody knows how to touch ${attribute} of ${object.kind}`);
}

/** One stage less, or the first one there is. */
function otherLinks({ state }: ModelAccount, now: readonly RawStageLink[]): readonly RawStageLink[] {
  if (now.length > 0) return now.slice(1);
  return state.pipelines.slice(0, 1).flatMap((line) =>
    line._embedded.statuses
      .filter(({ type }) => type !== 1)
      .slice(0, 1)
      .map(({ id }) => ({ pipeline_id: line.id, status_id: id })),
  );
}

function ownGroup(account: ModelAccount, entity: string): string {
  const path = `/api/v4/${entity}/custom_fields/groups`;
  account.call('POST', path, [{ name: 'Своя вкладка', sort: 9000 }]);
  return account.state.groups[entity as EntityType].at(-1)?.id ?? '';
}

/** The branch makes a pipeline of its own the main one; there always is exactly one. */
function makeAnotherMain(account: ModelAccount): void {
  const own = { name: 'Своя', sort: 9000, is_main: true, is_unsorted_on: false };
  account.call('POST', '/api/v4/leads/pipelines', [
    { ...own, _embedded: { statuses: [{ name: 'Свой этап', sort: 10 }] } },
  ]);
}

function describeStage(raw: Raw, level: string, now: unknown): void {
  const others = ((raw.descriptions ?? []) as { level: string }[]).filter((item) => item.level !== level);
  raw.descriptions = now === '' ? [...others, { id: 1, level, description: 'Иначе' }] : others;
}

/** Moves one object, which must have siblings, to their other end. */
export function shove(
  account: ModelAccount,
  { kind }: ConfigObject,
  branchId: string,
  isLast: boolean,
): void {
  if (!isOrdered(kindOf(kind))) throw new RangeError(`the order of ${kind} is nothing`);
  const raw = rawObject(account, kind, branchId);
  const sort = isLast ? 0 : 9999;
  if (kindOf(kind).order === 'kept') raw.sort = sort;
  else {
    const [pipeline, stage] = branchId.split('/');
    account.call('PATCH', `/api/v4/leads/pipelines/${pipeline}/statuses/${stage}`, { sort });
  }
}

/** The row of an account behind one of its objects. Throws when there is none. */
export function rawObject({ state }: ModelAccount, kind: string, branchId: string): Raw {
  const [first, second, third] = branchId.split('/') as [string, string, string];
  const entity = entityTypes.find((type) => type === (first as EntityType)) ?? 'leads';
  const byId = (list: readonly { id: number | string }[] | null | undefined, id: string) => {
    const found = list?.find((item) => String(item.id) === id);
    if (!found) throw new RangeError(`there is no ${kind} ${branchId}`);
    return found as unknown as Raw;
  };
  if (kind === 'task-type') return byId(state.taskTypes, first);
  if (kind === 'loss-reason') return byId(state.lossReasons, first);
  if (kind === 'field-group') return byId(state.groups[entity], second);
  if (kind === 'pipeline') return byId(state.pipelines, first);
  if (kind === 'stage')
    return byId(state.pipelines.find((line) => String(line.id) === first)?._embedded.statuses, second);
  if (kind === 'field') return byId(state.fields[entity], second);
  if (kind === 'enum')
    return byId(state.fields[entity].find((field) => String(field.id) === second)?.enums, third);
  if (kind === 'tag') return byId(state.tags[entity], second);
  // A kind that this account has no rules for.
  const part = kindOf(kind as KindName).reading?.part ?? '';
  return byId(state[part] as { id: number }[], branchId);
}
