import type {
  EntityType,
  RawField,
  RawPipeline,
  RawStageLink,
  RawStatus,
} from '../src/configuration/raw-snapshot.js';

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
/** What a body may hold; nothing is promised. */
export interface Sent {
  readonly id?: number;
  readonly request_id?: string;
  readonly name?: string;
  readonly sort?: number;
  readonly color?: string;
  readonly is_main?: boolean;
  readonly is_unsorted_on?: boolean;
  readonly _embedded?: { readonly statuses?: readonly Sent[] };
  readonly descriptions?: readonly Sent[];
  readonly level?: string;
  readonly description?: string;
  readonly value?: string;
  readonly code?: string | null;
  readonly type?: string;
  readonly currency?: string;
  readonly group_id?: string | null;
  readonly enums?: readonly Sent[];
  readonly required_statuses?: readonly RawStageLink[];
  readonly hidden_statuses?: readonly RawStageLink[];
  readonly chained_lists?: unknown;
}

export const listOf = (body: unknown): readonly Sent[] => {
  if (!Array.isArray(body)) throw new Error('400 an array is expected');
  return body as readonly Sent[];
};

export const objectOf = (body: unknown): Sent => body as Sent;

export const given = <T>(value: T | null | undefined, what: string): T => {
  if (value === undefined || value === null) throw new Error(`400 FieldMissing ${what}`);
  return value;
};

export type Pipeline = Mutable<Omit<RawPipeline, '_embedded'>> & {
  _embedded: { statuses: Mutable<RawStatus>[] };
};

export interface ModelState {
  /** Rows of a kind that the model has no rules for. */
  [part: string]: unknown;
  taskTypes: { id: number; name: string; code?: string | null }[];
  lossReasons: { id: number; name: string; sort: number }[];
  groups: Record<EntityType, { id: string; name: string; sort: number; is_predefined?: boolean }[]>;
  fields: Record<EntityType, Mutable<RawField>[]>;
  pipelines: Pipeline[];
  tags: Record<EntityType, { id: number; name: string; color?: string | null }[]>;
}

const perEntity = <T>(make: () => T): Record<EntityType, T> => ({
  leads: make(),
  contacts: make(),
  companies: make(),
});

export function emptyState(): ModelState {
  return {
    taskTypes: [],
    lossReasons: [],
    groups: perEntity(() => []),
    fields: perEntity(() => []),
    pipelines: [],
    tags: perEntity(() => []),
  };
}

/** A new account: amoCRM's own fields are there, nothing else. */
export function newAccountState(): ModelState {
  const field = (id: number, code: string, type: string): Mutable<RawField> => ({
    ...{ id, code, type, name: code.toLowerCase(), sort: 500 + id, is_deletable: false, group_id: null },
    ...{ required_statuses: [], hidden_statuses: [], enums: null, is_api_only: false },
  });
  const phones = [{ id: 201, value: 'WORK', sort: 10, code: 'WORK' }];
  const source = { ...field(101, 'UTM_SOURCE', 'tracking_data'), group_id: 'statistic' };
  return {
    ...emptyState(),
    fields: {
      leads: [source, field(102, 'UTM_TERM', 'tracking_data')],
      contacts: [{ ...field(103, 'PHONE', 'multitext'), enums: phones, is_predefined: true }],
      companies: [{ ...field(104, 'WEB', 'url'), is_predefined: true }],
    },
  };
}
