import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the backfill of an account is about to read. */
export type FillStep = 'configuration' | 'leads' | 'tasks' | 'feed' | 'done';

/**
 * Whether the contacts of an account are kept: `off` (no branch has its leads there, or routing does not ask for known
 * clients), `reading`, `forbidden` (amoCRM lets the hub read none), `ready`.
 */
export type ContactsState = 'off' | 'reading' | 'forbidden' | 'ready';

/** What a comparison of the journal with the account found. */
export interface Checked {
  leads: number;
  tasks: number;
  /** Missing in comparisons of earlier versions. */
  contacts?: number;
  repaired: number;
  /** The first of what was repaired: which card, and which of its attributes; none for a card the journal did not know. */
  differences: { entity: 'lead' | 'task' | 'contact'; entityId: number; attributes: string[] }[];
}

/** How far the journal of one account is. Moments that are numbers are seconds of amoCRM's clock. */
@Entity({ schema: 'journal', name: 'account' })
export class JournalAccount {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  /** When the backfill began, by the hub's clock. */
  @Column('timestamptz', { name: 'began_at' })
  beganAt: Date;

  /** Events up to this moment were read by the poll; null before the first one. */
  @Column({ ...numberColumn, name: 'feed_until', nullable: true })
  feedUntil: number | null;

  /** History has every event from this moment on; null before the first poll. */
  @Column({ ...numberColumn, name: 'feed_from', nullable: true })
  feedFrom: number | null;

  @Column('timestamptz', { name: 'polled_at', nullable: true })
  polledAt: Date | null;

  /** Since when a change of a lead was reported by then and not read; null: there was none. */
  @Column('timestamptz', { name: 'unread_since', nullable: true })
  unreadSince: Date | null;

  /** Likewise, of a task. */
  @Column('timestamptz', { name: 'tasks_unread_since', nullable: true })
  tasksUnreadSince: Date | null;

  /** Changes that webhooks missed since the account was connected. */
  @Column({ ...numberColumn, default: 0 })
  missed: number;

  @Column('integer', { name: 'last_missed', default: 0 })
  lastMissed: number;

  /** Polls that found changes without a webhook, since the last webhook came. */
  @Column('integer', { name: 'silent_polls', default: 0 })
  silentPolls: number;

  /** How many such changes they found. */
  @Column('integer', { name: 'silent_changes', default: 0 })
  silentChanges: number;

  /** When the last webhook of the account came in, by the hub's clock. */
  @Column('timestamptz', { name: 'last_hook_at', nullable: true })
  lastHookAt: Date | null;

  /** Hints of webhooks that the gateway dropped since the last poll, because there were too many. */
  @Column({ ...numberColumn, name: 'dropped_hints', default: 0 })
  droppedHints: number;

  @Column('text', { name: 'fill_step' })
  fillStep: FillStep;

  /** The page that the backfill reads next. */
  @Column('integer', { name: 'fill_page', default: 1 })
  fillPage: number;

  /** The start of last month by the account's clocks: as far back as the backfill reads the feed. */
  @Column({ ...numberColumn, name: 'fill_wanted_from' })
  fillWantedFrom: number;

  /** The feed ended before that moment: what depends on older history is estimated. */
  @Column('boolean', { name: 'feed_ended', default: false })
  feedEnded: boolean;

  @Column('timestamptz', { name: 'leads_ready_at', nullable: true })
  leadsReadyAt: Date | null;

  @Column('timestamptz', { name: 'tasks_ready_at', nullable: true })
  tasksReadyAt: Date | null;

  /** When the feed was in, back to the start of last month or to its end. */
  @Column('timestamptz', { name: 'feed_ready_at', nullable: true })
  feedReadyAt: Date | null;

  @Column('text', { name: 'contacts_state', default: 'off' })
  contactsState: ContactsState;

  /** The key by which its contacts are hashed. */
  @Column('uuid', { name: 'contacts_key', nullable: true })
  contactsKey: string | null;

  /** The version of the rules (`clientKeyRules`) by which what is hashed was written alike. */
  @Column('integer', { name: 'contacts_rules', default: 1 })
  contactsRules: number;

  /** The page of contacts that is read next. */
  @Column('integer', { name: 'contacts_page', default: 1 })
  contactsPage: number;

  @Column('timestamptz', { name: 'configuration_read_at', nullable: true })
  configurationReadAt: Date | null;

  /** When the last comparison of what had changed began, by the hub's seconds; null before the first one. */
  @Column({ ...numberColumn, name: 'changes_until', nullable: true })
  changesUntil: number | null;

  @Column('timestamptz', { name: 'checked_at', nullable: true })
  checkedAt: Date | null;

  @Column('jsonb', { nullable: true })
  checked: Checked | null;
}
