import { textOf, type Json } from '../configuration/json.js';
import {
  entityTypes,
  type EntityType,
  type RawField,
  type RawSnapshot,
  type RawStageLink,
} from '../configuration/raw-snapshot.js';
import { draftKey, type Draft } from '../configuration/draft.js';
import { enumList } from './enum.kind.js';
import { fieldReading } from './field-reading.js';
import { fieldSection } from './field-section.js';
import { fieldTypes, isManagedField, listTypes, typesOf } from './field-types.js';
import { forWritesOf, replacedLists } from './fresh-fields.js';
import { hiddenFieldSteps } from './hidden-fields.js';
import type { Draw, Kind, Mention, Observed, Write } from './kind.js';
import type { Attributes } from './kind-name.js';
import { liveValues } from './live-values.js';
import { nameAndSort } from './name-and-sort.js';
import { idOf } from './placeholder.js';
import { statisticGroup } from './statistic-group.js';
import { transferId } from './transfer-field.js';

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
  const forWrites = forWritesOf(field);
  return {
    kind: 'field',
    id: `${entity}/${field.id}`,
    within: entity,
    attributes,
    sort: field.sort,
    forWrites,
  };
}

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
  // is safe to send, and a chained list needs its lists (sheet 4.2). They go as they are: what the plan does not
  // change may differ from the release.
  const { name, currency } = { ...write.forWrites, ...write.changed };
  const enums = enumList(write);
  const always = {
    name: name ?? null,
    ...(currency ? { currency } : {}),
    ...(enums.length > 0 ? { enums } : {}),
    ...(write.forWrites.chainedLists ? { chained_lists: write.forWrites.chainedLists } : {}),
  };
  return Object.assign({ ...nameAndSort(write), ...always }, ...written) as Record<string, Json>;
}

function stageIds(raw: RawSnapshot): ReadonlySet<string> {
  return new Set(
    raw.pipelines.flatMap((line) => line._embedded.statuses.map((status) => `${line.id}/${status.id}`)),
  );
}

/** What the fields of an account name, built-in ones included: stages, and managed ones their tabs. */
function mentionsOf({ fields }: RawSnapshot): readonly Mention[] {
  const all = entityTypes.flatMap((entity) => fields[entity].map((field) => ({ entity, field })));
  const stages = all.flatMap(({ field }) =>
    [...(field.required_statuses ?? []), ...(field.hidden_statuses ?? [])].map((link): Mention => ({
      ...{ kind: 'stage', by: 'field', name: field.name },
      id: `${link.pipeline_id}/${link.status_id}`,
    })),
  );
  const groups = all
    .filter(({ field }) => field.group_id && isManagedField(field))
    .map(({ entity, field }): Mention => ({
      ...{ kind: 'field-group', by: 'field', name: field.name },
      id: `${entity}/${field.group_id ?? ''}`,
    }));
  return [...stages, ...groups];
}

/**
 * Custom fields of leads, contacts and companies. They come after stages, so that one call creates a field together
 * with the stages it is required or hidden at. A field's type never changes; its list values are the kind `enum`.
 */
export const fieldKind: Kind = {
  name: 'field',
  harmful: ['name', 'code', 'apiOnly', 'requiredAt', 'hiddenAt', 'currency', 'callback'],
  movedByOthers: [],
  references: { group: 'field-group', requiredAt: 'stage', hiddenAt: 'stage' },
  attributes: {
    ...{ name: 'name', type: 'type', code: 'code', group: 'group', apiOnly: 'apiOnly' },
    ...{ requiredAt: 'requiredAt', hiddenAt: 'hiddenAt' },
    ...{ currency: 'currency', remind: 'remind', callback: 'callback' },
  },
  order: 'kept',
  unwritable: [],
  hasUniqueCodes: true,
  placedBy: 'group',
  // The tariff's, over all entity types and built-in fields; unknown for amoCRM (sheet 4.4).
  limit: { option: 'fields', reason: 'limit-fields' },
  reading: fieldReading,
  mentions: mentionsOf,
  unmanaged: (raw) =>
    entityTypes.flatMap((entity) =>
      raw.fields[entity]
        .filter((field) => !isManagedField(field))
        .map(({ name, code }) => ({ kind: 'field', within: entity, name, code: code ?? null })),
    ),
  own: [transferId],
  steps: hiddenFieldSteps,
  blueprint: fieldSection,
  live: liveValues,
  travel: null,
  // amoCRM demands the values of a list and the currency of an amount (sheet 4.2); an account may have either without.
  creatable: ({ type, currency }, within, isFilled) =>
    fieldTypes[textOf(type)]?.includes(within as EntityType) === true &&
    (isFilled || !listTypes.has(textOf(type))) &&
    (type !== 'monetary' || textOf(currency) !== ''),
  unsaid: { currency: '' },
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
    replaces: replacedLists,
    collection: (entity) => `/api/v4/${entity}/custom_fields`,
    answerKey: 'custom_fields',
    toCreateBody: (write) => ({ ...body(write), type: write.all.type ?? null }),
    toUpdateBody: body,
  },
  sample: (draw, made) =>
    entityTypes.flatMap((entity) => {
      const groups = made('field-group').filter(({ within }) => within === entity);
      return sampleFields(draw, entity, groups.map(draftKey), made('stage').map(draftKey));
    }),
};

function sampleFields(
  { some, one, names, codes }: Draw,
  within: EntityType,
  groups: readonly string[],
  stages: readonly string[],
): readonly Draft[] {
  const seen = new Set<string>();
  const left = new Set(codes);
  const builtIn = within === 'leads' ? [statisticGroup] : [];
  return Array.from({ length: one([0, 1, 2, 3, 4]) }).flatMap((): Draft[] => {
    const name = one(names);
    const type = one(['select', 'multiselect', one(typesOf(within))]);
    const code = one([null, ...left]);
    if (code !== null) left.delete(code);
    const apiOnly = one([false, true]);
    const draft: Draft = {
      kind: 'field',
      within,
      attributes: {
        ...{ name, type, ...(code === null ? {} : { code }) },
        ...{ group: one([null, ...builtIn, ...groups]), apiOnly, requiredAt: [...some(stages, 2)].sort() },
        ...(within === 'leads' ? { hiddenAt: [...some(stages, 2)].sort() } : {}),
        ...(type === 'monetary' ? { currency: 'RUB' } : {}),
        ...(type === 'birthday' ? { remind: 'week' } : {}),
        ...(type === 'tracking_data' ? { callback: apiOnly ? '' : 'onLoad' } : {}),
      },
    };
    const key = draftKey(draft);
    if (seen.has(key)) return [];
    seen.add(key);
    return [draft];
  });
}
