/** Entities 9.3: one incoming lead. The attached entities live in the account's maps, marked unsorted. */
export interface Unsorted {
  uid: string;
  source_uid: string;
  source_name: string;
  category: 'sip' | 'forms' | 'chats' | 'mail';
  pipeline_id: number;
  created_at: number;
  metadata: Record<string, unknown>;
  lead_id: number;
  contact_ids: number[];
  company_ids: number[];
  state: 'waiting' | 'accepted' | 'declined';
  sorted_at: number | null;
  /** What was sent, without the echo: to know the same data again (entities 9.1). */
  fingerprint?: string;
}
