import type { Json } from '../configuration/json.js';
import { entityTypes } from '../configuration/raw-snapshot.js';
import { isManagedField, listTypes } from './field-types.js';
import type { ChildWrite, Kind, Write } from './kind.js';

interface HeldEnum {
  readonly id: number;
  readonly value: string;
  readonly sort: number;
  readonly code: string | null;
}

const lastPart = (id: string): number => Number(id.slice(id.lastIndexOf('/') + 1));

/**
 * The full list of a field's values after the children's writes, in order. Every value that stays is sent with its
 * branch id, the branch's own ones too: an item without id is new, and one left out is deleted (sheet 4.2).
 */
export function enumList(write: Write): readonly Json[] {
  const held = (write.hold.enums ?? []) as unknown as readonly HeldEnum[];
  const byId = new Map(
    write.children.filter((child) => child.id !== null).map((child) => [lastPart(child.id ?? ''), child]),
  );
  const staying = held
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
  references: {},
  ordered: true,
  unwritable: [],
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
  effect: {
    create: 'with-parent',
    update: 'with-parent',
    remove: 'with-parent',
    collection: (field) => `/api/v4/${field.replace('/', '/custom_fields/')}`,
    answerKey: 'custom_fields',
    toCreateBody: () => null,
    toUpdateBody: () => null,
  },
};
