/** The entity types whose fields, groups and tags the hub manages. */
export const entityTypes = ['leads', 'contacts', 'companies'] as const;
export type EntityType = (typeof entityTypes)[number];

interface RawDescription {
  readonly id: number;
  readonly level: string;
  readonly description: string;
}

export interface RawStatus {
  readonly id: number;
  readonly name: string;
  readonly sort: number;
  readonly type: number;
  readonly color?: string | null;
  readonly descriptions?: readonly RawDescription[] | null;
}

export interface RawPipeline {
  readonly id: number;
  readonly name: string;
  readonly sort: number;
  readonly is_main: boolean;
  readonly is_unsorted_on: boolean;
  readonly is_archive: boolean;
  readonly _embedded: { readonly statuses: readonly RawStatus[] };
}

export interface RawEnum {
  readonly id: number;
  readonly value: string;
  readonly sort: number;
  readonly code?: string | null;
}

export interface RawStageLink {
  readonly status_id: number;
  readonly pipeline_id: number;
}

export interface RawField {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly sort: number;
  readonly code?: string | null;
  readonly group_id?: string | null;
  readonly enums?: readonly RawEnum[] | null;
  readonly required_statuses?: readonly RawStageLink[] | null;
  readonly hidden_statuses?: readonly RawStageLink[] | null;
  readonly currency?: string | null;
  readonly remind?: string | null;
  readonly tracking_callback?: string | null;
  readonly chained_lists?: unknown;
  readonly is_api_only?: boolean;
  readonly is_predefined?: boolean;
  readonly is_deletable?: boolean;
  readonly is_computed?: boolean;
}

interface RawGroup {
  readonly id: string;
  readonly name: string;
  readonly sort: number;
  readonly is_predefined?: boolean;
}

interface RawTag {
  readonly id: number;
  readonly name: string;
  readonly color?: string | null;
}

interface RawLossReason {
  readonly id: number;
  readonly name: string;
  readonly sort: number;
}

interface RawTaskType {
  readonly id: number;
  readonly name: string;
  readonly code?: string | null;
}

interface RawRole {
  readonly id: number;
  readonly name: string;
  readonly rights?: { readonly status_rights?: readonly RawStageLink[] | null };
}

/**
 * What one account answered at one moment, every page joined, nothing interpreted. A list that could not be read
 * is an error of the reader and never an empty list here; loss reasons are null where the account's API does not give
 * them, because they are in no page of amoCRM's own (sheet 5.1). Roles are optional: external integrations cannot
 * read them, and they only add warnings.
 */
export interface RawSnapshot {
  /** Of a kind that is not named here: what its reading gave. */
  readonly [part: string]: unknown;
  /**
   * Addresses of lists that were not read, because neither the release nor the ledger has anything in them; they are
   * empty here. Absent where all were.
   */
  readonly skipped?: readonly string[];
  readonly taskTypes: readonly RawTaskType[];
  readonly lossReasons: readonly RawLossReason[] | null;
  readonly groups: Readonly<Record<EntityType, readonly RawGroup[]>>;
  readonly fields: Readonly<Record<EntityType, readonly RawField[]>>;
  readonly pipelines: readonly RawPipeline[];
  readonly tags: Readonly<Record<EntityType, readonly RawTag[]>>;
  readonly roles?: readonly RawRole[];
}
