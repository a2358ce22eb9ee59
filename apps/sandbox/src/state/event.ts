/** One row of `GET /api/v4/events` (entities 8.1, 8.4). `entity_type` is singular. */
export interface AccountEvent {
  id: string;
  type: string;
  entity_id: number;
  entity_type: string;
  created_by: number;
  created_at: number;
  value_after: unknown[];
  value_before: unknown[];
  /** Only on rows of chat messages that belong to a lead. */
  linked_talk_contact_id?: number;
}

/** The same as it is kept: an account has several of them for each lead, so they must be small. */
export interface StoredEvent extends Omit<
  AccountEvent,
  'id' | 'value_after' | 'value_before' | 'linked_talk_contact_id'
> {
  /** Makes the id. */
  serial: number;
  /** See `packValues`. */
  values: string;
}
