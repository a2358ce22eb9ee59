import type { HistoryIds, JournalHistory } from './history.entity.js';

/** A row of history before it belongs to an account. */
export type NewHistory = Omit<JournalHistory, 'accountId'>;

/** What folding needs of an event of a lead. */
export type LeadEvent = Pick<JournalHistory, 'eventId' | 'moment' | 'type' | 'before' | 'after'>;

/** What folding says of an entry of a lead into a stage. */
export interface LeadEntry {
  eventId: string;
  moment: number;
  pipelineId: number | null;
  statusId: number | null;
  ownerId: number | null;
}

export type { HistoryIds };
