/**
 * The journal: what the hub has seen in each account. The observer is its only writer (`JournalWriter`, by lint); all
 * others ask `Journal`, whose methods are named for their questions.
 *
 * Tables, in the schema `journal`, and the index behind each kind of question:
 *
 * - `lead`: each lead as last seen. By id; `lead_active` a manager's open deals; `lead_stock` the leads of a stage by
 *   owner, oldest first; `lead_closed` deals by owner, 142 or 143, and `closed_at`.
 * - `task`: open tasks, and those that ended lately. By id; `task_open` a manager's open tasks by due time.
 * - `contact`: by which hashes a contact is known, and nothing else of it. By id; `contact_hashes` the contacts with one of
 *   these hashes, in all accounts; `lead_client` the leads of a main contact, or without one.
 * - `person`, `pipeline`, `stage`: the account's users, pipelines (with `is_archived`) and stages with their kinds.
 * - `history`: a row per event of the feed, partitioned by month. `history_card` what happened to one card;
 *   `history_owner` what came to a user since a moment: stage entries (`lead_added`, `lead_status_changed`: the stage in
 *   `pipeline_id` and `status_id`, `owner_id` the owner at that moment) and new owners (`lead_added`,
 *   `entity_responsible_changed`: `owner_id` who became the owner). Always name the type and a bound of `moment`.
 * - `account`: how far the journal of an account is; `reachOf` says how much of what a limit asks is there.
 */
import { JournalAccount } from './account.entity.js';
import { JournalPerson, JournalPipeline, JournalStage } from './configuration.entities.js';
import { JournalContact } from './contact.entity.js';
import { JournalHistory } from './history.entity.js';
import { JournalLead } from './lead.entity.js';
import { JournalTask } from './task.entity.js';

export type { AboutManagers, Grant, StageSetOf } from './question/about-manager.js';
export {
  askAboutManagers,
  type AskedOfManagers,
  type JournalQuestion,
} from './question/ask-about-managers.js';
export { callsOfCards, type Call, type CardOfAccount } from './question/calls-of-cards.js';
export { exportContact, type ContactExport } from './question/export-contact.js';
export { findClientLeads, type ClientLead } from './question/find-client-leads.js';
export { findClosedLeads, type LeadOfAccount } from './question/find-closed-leads.js';
export { findFates, type Fate } from './question/find-fates.js';
export { countOpenLeads } from './question/count-open-leads.js';
export { countStock, listStock, type StockOf } from './question/list-stock.js';
export { leadsOfContact } from './question/leads-of-contact.js';
export { findPeople } from './question/find-people.js';
export { findPipelines } from './question/find-pipelines.js';
export { findProgress } from './question/find-progress.js';
export type { Checked, ContactsState, FillStep, JournalAccount } from './account.entity.js';
export type { CardKind, CardRow, CardState, CardWriter, KnownCard } from './card-writer.js';
export type { ContactState } from './contact.entity.js';
export type { HistoryIds, LeadEntry, LeadEvent, NewHistory } from './history-rows.js';
export { confirmedAt } from './confirmed-at.js';
export { contactsStateBy } from './contacts-state-by.js';
export { Journal, type Names } from './journal.js';
export { JournalWriter, type ReadConfiguration } from './journal-writer.js';
export type { JournalHistory } from './history.entity.js';
export type { JournalLead } from './lead.entity.js';
export { leadStateOf, unseenLead, wasSeen } from './lead-state-of.js';
export { publishLeadWritten, type OwnLeadWrite } from './publish-lead-written.js';
export { JournalModule } from './journal.module.js';

/** What a data source must know to use this lib. */
export const journalEntities = [
  JournalAccount,
  JournalContact,
  JournalHistory,
  JournalLead,
  JournalPerson,
  JournalPipeline,
  JournalStage,
  JournalTask,
];
