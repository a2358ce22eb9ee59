/** Config 6.1, 6.5. `text` and `positions` are the JSON strings of the export file; the API never shows them. */
export interface Bot {
  id: number;
  name: string;
  type_functionality: BotPurpose;
  is_visual_editor: boolean;
  is_active: boolean;
  is_favorite: boolean;
  text: string;
  positions: string;
}

/** In the order of the numbers of the export file; only 0 = regular is known (config 6.5). */
export const botPurposes = ['regular', 'greeting', 'marketing', 'nps'] as const;

type BotPurpose = (typeof botPurposes)[number];

/** Lists of handlers of a step. */
export type BotPart = 'question' | 'answer' | 'finish';

/** A bot that runs on an entity and may wait for `continue` after the handler at `step`, `part`, `index`. */
export interface BotRun {
  continue_id: string;
  bot_id: number;
  entity_id: number;
  entity_type: 'leads' | 'contacts' | 'companies';
  state: 'running' | 'waiting' | 'done' | 'stopped';
  step: number;
  /** Missing in states that were saved before it was kept: `question`. */
  part?: BotPart;
  index: number;
  /** Sent with `continue`; later steps read it as {{json.KEY}}. */
  data: Record<string, unknown>;
}
