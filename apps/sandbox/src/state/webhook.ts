/** Config 7.1. `failures` are the times (ms) of bad answers within the last two hours, for the disable rule of 7.3. */
export interface Webhook {
  id: number;
  destination: string;
  settings: string[];
  sort: number;
  disabled: boolean;
  created_at: number;
  updated_at: number;
  created_by: number;
  failures: number[];
}

export type TriggerEvent = 'status' | 'call_in' | 'chat' | 'mail_in' | 'site_visit';

/** Config 7.5: set up by a person in the web interface; no public API makes one. */
export interface PipelineTrigger {
  id: number;
  pipeline_id: number;
  status_id: number;
  kind: 'webhook' | 'widget';
  /** What must happen to a lead in (or entering) the stage. */
  event: TriggerEvent;
  destination: string;
  settings: Record<string, unknown>;
  created_at: number;
}
