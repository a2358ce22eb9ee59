/** Config 6.1, 6.5. `text` and `positions` are the JSON strings of the export file; the API never shows them. */
export interface Bot {
  id: number;
  name: string;
  type_functionality: 'regular' | 'greeting' | 'marketing' | 'nps';
  is_visual_editor: boolean;
  is_active: boolean;
  is_favorite: boolean;
  text: string;
  positions: string;
}

/** A bot that runs on an entity and may wait for `continue`. */
export interface BotRun {
  continue_id: string;
  bot_id: number;
  entity_id: number;
  entity_type: 'leads' | 'contacts';
  state: 'running' | 'waiting' | 'done' | 'stopped';
}
