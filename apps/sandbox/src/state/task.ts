/** Entities 6. `entity_type` is plural; a task may hang on nothing. */
export interface Task {
  id: number;
  created_by: number;
  updated_by: number;
  created_at: number;
  updated_at: number;
  responsible_user_id: number;
  group_id: number;
  entity_id: number | null;
  entity_type: 'leads' | 'contacts' | 'companies' | 'customers' | null;
  is_completed: boolean;
  is_deleted: boolean;
  task_type_id: number;
  text: string;
  duration: number;
  complete_till: number;
  result: { text: string } | null;
}

/** Config 5.4: read only for the API. */
export interface TaskType {
  id: number;
  name: string;
  color: string | null;
  icon_id: number | null;
  code: string | null;
}
