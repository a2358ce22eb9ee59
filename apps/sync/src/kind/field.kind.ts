import { textOf, type Json } from '../configuration/json.js';
import {
  entityTypes,
  type EntityType,
  type RawField,
  type RawSnapshot,
  type RawStageLink,
} from '../configuration/raw-snapshot.js';
import { enumList } from './enum.kind.js';
import { fieldTypes, isManagedField, listTypes } from './field-types.js';
import type { Attributes, Kind, Observed, Write } from './kind.js';
import { nameAndSort } from './name-and-sort.js';
import { idOf } from './placeholder.js';

function observeField(entity: EntityType, field: RawField, stages: ReadonlySet<string>): Observed {
  const links = (list: readonly RawStageLink[] | null | undefined) =>
    (list ?? [])
      .map((link) => `${link.pipeline_id}/${link.status_id}`)
      .filter((id) => stages.has(id))
      .sort();
  const attributes: Attributes = {
    name: field.name,
    type: field.type,
    ...(field.code ? { code: field.code } : {}),
    group: groupOf(entity, field.group_id),
    apiOnly: field.is_api_only ?? false,
    requiredAt: links(field.required_statuses),
    ...(entity === 'leads' ? { hiddenAt: links(field.hidden_statuses) } : {}),
    ...(field.type === 'monetary' ? { currency: field.currency ?? '' } : {}),
    ...(field.type === 'birthday' ? { remind: field.remind ?? 'never' } : {}),
    ...(field.type === 'tracking_data' ? { callback: field.tracking_callback ?? '' } : {}),
  };
  const hold = heldOf(field);
  return { kind: 'field', id: `${entity}/${field.id}`, within: entity, attributes, sort: field.sort, hold };
}

/** What every PATCH of a field repeats as it stands. */
export function heldOf(field: RawField): Attributes {
  const enums = (field.enums ?? []).map(({ id, value, sort, code }) => ({
    id,
    value,
    sort,
    code: code ?? null,
  }));
  return {
    name: field.name,
    ...(field.type === 'monetary' ? { currency: field.currency ?? '' } : {}),
    ...(listTypes.has(field.type) ? { enums } : {}),
    ...(field.type === 'chained_list' ? { chainedLists: (field.chained_lists ?? []) as Json } : {}),
  };
}

/** The built-in tab of statistics of leads: every account has it under this id, so a release names it literally (sheet 4.4). */
export const statisticGroup = '~statistic';

function groupOf(entity: EntityType, group: string | null | undefined): string | null {
  if (!group || group === 'default') return null;
  return group === 'statistic' && entity === 'leads' ? statisticGroup : `${entity}/${group}`;
}

const stageLinks = (keys: Json | undefined): Json =>
  ((keys ?? []) as readonly string[]).map((key) => ({
    status_id: idOf('stage', key, 1),
    pipeline_id: idOf('stage', key, 0),
  }));

function groupBody(group: Json | undefined): Json {
  if (typeof group !== 'string') return null;
  return group === statisticGroup ? 'statistic' : idOf('field-group', group, 1, 'string');
}

/** Attribute of the configuration → member of the body. */
const members: Readonly<Record<string, (value: Json | undefined) => Record<string, Json>>> = {
  code: (value) => ({ code: value ?? null }),
  group: (value) => ({ group_id: groupBody(value) }),
  apiOnly: (value) => ({ is_api_only: value ?? false }),
  requiredAt: (value) => ({ required_statuses: stageLinks(value) }),
  hiddenAt: (value) => ({ hidden_statuses: stageLinks(value) }),
  remind: (value) => ({ remind: value ?? null }),
  callback: (value) => ({ tracking_callback: value ?? null }),
};

function body(write: Write): Record<string, Json> {
  const written = Object.entries(members)
    .filter(([attribute]) => attribute in write.changed)
    .map(([attribute, member]) => member(write.changed[attribute]));
  // Because a PATCH of a list without its values, or of a monetary field without its currency, is refused, and the name
  // is safe to send, and a chained list needs its lists (sheet 4.2). They go as they stand: what the plan does not change may differ from the release.
  const { name, currency } = { ...write.hold, ...write.changed };
  const enums = enumList(write);
  const always = {
    name: name ?? null,
    ...(currency ? { currency } : {}),
    ...(enums.length > 0 ? { enums } : {}),
    ...(write.hold.chainedLists ? { chained_lists: write.hold.chainedLists } : {}),
  };
  return Object.assign({ ...nameAndSort(write), ...always }, ...written) as Record<string, Json>;
}

function stageIds(raw: RawSnapshot): ReadonlySet<string> {
  return new Set(
    raw.pipelines.flatMap((line) => line._embedded.statuses.map((status) => `${line.id}/${status.id}`)),
  );
}

/**
 * Custom fields of leads, contacts and companies. They come after stages, so that one call creates a field together
 * with the stages it is required or hidden at. A field's type never changes; its list values are the kind `enum`.
 */
export const fieldKind: Kind = {
  name: 'field',
  references: { group: 'field-group', requiredAt: 'stage', hiddenAt: 'stage' },
  ordered: true,
  unwritable: [],
  creatable: (attributes, within) =>
    fieldTypes[textOf(attributes.type)]?.includes(within as EntityType) ?? false,
  observe: (raw) => {
    const stages = stageIds(raw);
    return entityTypes.flatMap((entity) =>
      raw.fields[entity].filter(isManagedField).map((field) => observeField(entity, field, stages)),
    );
  },
  effect: {
    create: 'batch',
    update: 'batch',
    remove: 'single',
    collection: (entity) => `/api/v4/${entity}/custom_fields`,
    answerKey: 'custom_fields',
    toCreateBody: (write) => ({ ...body(write), type: write.all.type ?? null }),
    toUpdateBody: body,
  },
};
