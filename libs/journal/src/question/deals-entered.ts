import { sqlIsThere } from './about-manager.js';
import { entriesOfManager } from './entries.js';

/**
 * How many deals entered a set of stages within a span while they were the manager's, whoever owns them now and in
 * whichever stage they are; deleted ones do not count. Index `history_owner`.
 */
export const dealsEntered = `
  SELECT count(DISTINCT entry.lead_id) FROM ${entriesOfManager} AS entry WHERE ${sqlIsThere('entry.lead_id')}`;
