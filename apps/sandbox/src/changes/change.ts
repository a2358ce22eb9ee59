import type { CustomValue, EntityType } from '../state/entity.js';

/** Plural entity words, as stored; the events feed turns them into the singular. */
export interface EntityRef {
  type: EntityType | 'customers' | 'tasks';
  id: number;
}

interface StagePosition {
  status_id: number;
  pipeline_id: number;
}

/** What happened, with the value before and after. Each kind feeds one event type (entities 8.2) and one or more hooks. */
export type ChangeDetail =
  | { kind: 'added' }
  | { kind: 'deleted'; last: Partial<StagePosition> }
  | { kind: 'restored' }
  | { kind: 'merged'; into: EntityRef }
  | { kind: 'stage'; before: StagePosition; after: StagePosition }
  | { kind: 'responsible'; before: number; after: number }
  | { kind: 'name'; before: string; after: string }
  | { kind: 'price'; before: number; after: number }
  | { kind: 'field'; field_id: number; before: CustomValue[]; after: CustomValue[] }
  | { kind: 'tags_added'; names: string[] }
  | { kind: 'tags_removed'; names: string[] }
  | { kind: 'linked'; to: EntityRef }
  | { kind: 'unlinked'; from: EntityRef }
  /** `quiet`: the digital pipeline does not see it (entities 7.1). */
  | { kind: 'note_added'; note_id: number; note_type: string; quiet?: boolean }
  | { kind: 'note_deleted'; note_id: number; note_type: string }
  | { kind: 'task_text'; before: string; after: string }
  | { kind: 'task_deadline'; before: number; after: number }
  | { kind: 'task_type'; before: number; after: number }
  | { kind: 'task_completed'; completed: boolean }
  | { kind: 'task_result'; text: string }
  | { kind: 'call'; direction: 'in' | 'out'; note_id: number; quiet?: boolean }
  | { kind: 'message'; direction: 'in' | 'out'; message_id: string; talk_id: number; text: string }
  | { kind: 'talk_added'; talk_id: number }
  | { kind: 'talk_updated'; talk_id: number }
  | { kind: 'unsorted_added'; uid: string }
  | { kind: 'unsorted_updated'; uid: string }
  | { kind: 'unsorted_accepted'; uid: string }
  | { kind: 'unsorted_declined'; uid: string }
  /** Keys that have no event of their own (closed_at, loss_reason_id …) but still make an `update_…` hook. */
  | { kind: 'other'; keys: string[] }
  /** Keys that change with neither an event nor a hook: what follows from something else that was written. */
  | { kind: 'quiet'; keys: string[] };

export interface ChangeOrigin {
  /** Id of the acting user; 0 = robot or API (config 1.1). */
  author: number;
  via: 'api' | 'person' | 'robot';
  /** The integration that wrote, when `via` is `api`. */
  clientId: string | null;
  /** The call that wrote, by its number in the journal, when `via` is `api`. */
  call?: number;
}

/**
 * One change of one entity. All changes made by one write to one entity share `write`, and arrive together: the events
 * feed makes one row of each, the webhook sender one `update_…` body of the whole group.
 */
export type Change = ChangeDetail & ChangeOrigin & { write: number; at: number; entity: EntityRef };
