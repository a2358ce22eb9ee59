/** Entities 7. `entity_type` is plural. */
export interface Note {
  id: number;
  entity_id: number;
  entity_type: 'leads' | 'contacts' | 'companies' | 'customers';
  created_by: number;
  updated_by: number;
  created_at: number;
  updated_at: number;
  responsible_user_id: number;
  group_id: number;
  note_type: string;
  params: Record<string, unknown>;
  is_pinned: boolean;
}
