/** Entities 11.2: a conversation with one client in one channel. `entity_type` is singular. */
export interface Talk {
  talk_id: number;
  created_at: number;
  updated_at: number;
  rate: number;
  contact_id: number;
  chat_id: string;
  entity_id: number | null;
  entity_type: 'lead' | 'customer' | null;
  is_in_work: boolean;
  is_read: boolean;
  /** Code of the channel, e.g. `telegram`. */
  origin: string;
  missed_at: number | null;
}

/** A message of a talk; the hooks of config 7.4 show it. */
export interface ChatMessage {
  id: string;
  talk_id: number;
  direction: 'in' | 'out';
  text: string;
  created_at: number;
  /** The client, or the user who wrote. */
  author: { id: string; name: string; user_id: number | null };
}
