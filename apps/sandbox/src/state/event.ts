/** One row of `GET /api/v4/events` as stored (entities 8.1, 8.4). `entity_type` is singular. */
export interface AccountEvent {
  id: string;
  type: string;
  entity_id: number;
  entity_type: string;
  created_by: number;
  created_at: number;
  value_after: unknown[];
  value_before: unknown[];
}
