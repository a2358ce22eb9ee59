import { textOf, type Json } from '../configuration/json.js';
import { entityTypes, type RawEnum } from '../configuration/raw-snapshot.js';
import { isManagedField, listTypes } from './field-types.js';
import { draftKey, type Draft } from '../configuration/draft.js';
import { fieldReading } from './field-reading.js';
import type { AnswerRow, ChildWrite, Kind, Write } from './kind.js';
import { liveValues } from './live-values.js';

const lastPart = (id: string): number => Number(id.slice(id.lastIndexOf('/') + 1));

/**
 * The full list of a field's values after the children's writes, in order. Every value that stays is sent with its
 * branch id, the branch's own ones too: an item without id is new, and one left out is deleted (sheet 4.2).
 */
export function enumList(write: Write): readonly Json[] {
  const existing = (write.forWrites.enums ?? []) as unknown as readonly Required<RawEnum>[];
  const byId = new Map(
    write.children.filter((child) => child.id !== null).map((child) => [lastPart(child.id ?? ''), child]),
  );
  const staying = existing
    .filter((item) => byId.get(item.id)?.removed !== true)
    .map((item) => {
      const child = byId.get(item.id);
      return { id: item.id, ...enumItem(child, { value: item.value, sort: item.sort, code: item.code }) };
    });
  const added = write.children
    .filter((child) => child.id === null)
    .map((child) => enumItem(child, { value: '', sort: 0, code: null }));
  return [...staying, ...added].sort((a, b) => a.sort - b.sort);
}

function enumItem(child: ChildWrite | undefined, now: { value: string; sort: number; code: string | null }) {
  const changed = child?.write.changed ?? {};
  const code = typeof changed.code === 'string' ? changed.code : now.code;
  return {
    value: typeof changed.name === 'string' ? changed.name : now.value,
    sort: child?.write.sort ?? now.sort,
    ...(code === null ? {} : { code }),
  };
}

/** Values of list fields: objects of their own, so that a branch's own values are seen, kept and never renumbered. */
export const enumKind: Kind = {
  name: 'enum',
  parent: 'field',
  attributes: { name: 'name', code: 'code' },
  harmful: ['name', 'code'],
  movedByOthers: [],
  references: {},
  order: 'kept',
  unwritable: [],
  reading: fieldReading,
  observe: (raw) =>
    entityTypes.flatMap((entity) =>
      raw.fields[entity]
        .filter((field) => isManagedField(field) && listTypes.has(field.type))
        .flatMap((field) =>
          (field.enums ?? []).map((item) => ({
            kind: 'enum' as const,
            id: `${entity}/${field.id}/${item.id}`,
            within: `${entity}/${field.id}`,
            attributes: { name: item.value, ...(item.code ? { code: item.code } : {}) },
            sort: item.sort,
          })),
        ),
    ),
  blueprint: { inside: 'field' },
  live: liveValues,
  // Routing reads a lead's region and branch by the text of these values, bots by the text or the id.
  readByText: ['region-field', 'branch-field', 'bot'],
  travel: {
    with: 'always',
    rows: ({ enums }) => Object.values((enums ?? {}) as Record<string, AnswerRow>),
  },
  effect: {
    create: 'with-parent',
    update: 'with-parent',
    remove: 'with-parent',
    replaces: null,
    collection: (field) => `/api/v4/${field.replace('/', '/custom_fields/')}`,
    answerKey: 'custom_fields',
    toCreateBody: () => null,
    toUpdateBody: () => null,
  },
  sample: ({ one, names }, made) =>
    made('field')
      .filter(({ attributes }) => listTypes.has(textOf(attributes.type)))
      .flatMap((field) => {
        // Values of one list are identified by code or, without one, by name.
        const values = new Map<string, Draft>();
        for (let at = one([1, 2, 3, 4, 5, 6]); at > 0; at--) {
          const [name, code] = [one(names), one(['', '', 'FIRST', 'SECOND'])];
          const attributes = { name, ...(code === '' ? {} : { code }) };
          values.set(code || name, { kind: 'enum', within: draftKey(field), attributes });
        }
        return [...values.values()];
      }),
};
