import {
  findLead,
  findTask,
  listLeads,
  listTasks,
  UnexpectedAnswer,
  type AmoClient,
  type AmoLead,
  type AmoTask,
} from '@hub/amocrm';
import type { LeadState, TaskState } from '@hub/contracts';
import {
  leadStateOf,
  unseenLead,
  type CardKind,
  type CardRow,
  type CardState,
  type CardWriter,
  type JournalAccount,
  type KnownCard,
} from '@hub/journal';
import type { EntityManager } from 'typeorm';
import { taskStateOf } from './task-state-of.js';

/** What a list of cards is asked for. */
export type ListQuery = Parameters<typeof listLeads>[1];

/** A card as it was read. */
export interface Read<S> {
  id: number;
  state: S;
}

export type OnUnreadable = (id: number | null, error: Error) => void;

/** How cards of one kind are read and kept. */
export interface CardKindSpec<S extends CardState> {
  kind: CardKind;
  /** Whether changes are published as `card.changed`. */
  isPublished: boolean;
  /** Null: amoCRM does not find it. */
  find(amo: AmoClient, id: number): Promise<S | null>;
  /** With `onUnreadable` a row that cannot be read is left out. It is given its id; null when the row has none. */
  list(
    amo: AmoClient,
    query: ListQuery,
    firstPage?: number,
    onUnreadable?: OnUnreadable,
  ): AsyncGenerator<Read<S>[], void>;
  /** Which cards belong into the journal, as a query of the list. */
  wanted: ListQuery;
  known(
    cards: CardWriter,
    tx: EntityManager,
    accountId: string,
    ids: readonly number[],
  ): Promise<Map<number, KnownCard<S>>>;
  save(cards: CardWriter, tx: EntityManager, accountId: string, rows: readonly CardRow<S>[]): Promise<void>;
  /** Whether the account's journal keeps cards of this kind now; yes when missing. */
  isKept?(account: JournalAccount): boolean;
  /** What is kept of a card that was gone, at this second, before its first reading; nothing is when missing. */
  unseen?(goneAt: number): S;
  /** What is kept of a card that was read, by what is known of it; all of it when missing. */
  asKept?(known: S, read: S): S;
}

const leads: CardKindSpec<LeadState> = {
  kind: 'lead',
  isPublished: true,
  find: async (amo, id) => {
    const lead = await findLead(amo, id);
    return lead && !lead.is_deleted ? leadStateOf(lead) : null;
  },
  async *list(amo, query, firstPage, onUnreadable) {
    for await (const page of listLeads(amo, query, firstPage, onUnreadable && byId(onUnreadable)))
      yield page.map((lead: AmoLead) => ({ id: lead.id, state: leadStateOf(lead) }));
  },
  wanted: {},
  known: (cards, tx, accountId, ids) => cards.findLeads(tx, accountId, ids),
  save: (cards, tx, accountId, rows) => cards.saveLeads(tx, accountId, rows),
  unseen: unseenLead,
};

const tasks: CardKindSpec<TaskState> = {
  kind: 'task',
  isPublished: true,
  find: async (amo, id) => {
    const task = await findTask(amo, id);
    return task && taskStateOf(task);
  },
  async *list(amo, query, firstPage, onUnreadable) {
    for await (const page of listTasks(amo, query, firstPage, onUnreadable && byId(onUnreadable)))
      yield page.flatMap((task) => taskOrReport(task, onUnreadable));
  },
  wanted: { filter: { is_completed: 0 } },
  known: (cards, tx, accountId, ids) => cards.findTasks(tx, accountId, ids),
  save: (cards, tx, accountId, rows) => cards.saveTasks(tx, accountId, rows),
};

function taskOrReport(task: AmoTask, onUnreadable?: OnUnreadable): Read<TaskState>[] {
  try {
    return [{ id: task.id, state: taskStateOf(task) }];
  } catch (error) {
    if (!onUnreadable || !(error instanceof UnexpectedAnswer)) throw error;
    onUnreadable(task.id, error);
    return [];
  }
}

/** The kinds that are kept of each account; of some contacts are kept too (`ContactKind`). */
export const cardKinds = { lead: leads, task: tasks } as const;

/** Gives a broken row of a list to `onUnreadable` by its id. */
export function byId(onUnreadable: OnUnreadable): (error: Error, row: unknown) => void {
  return (error, row) => {
    const { id } = (row ?? {}) as { id?: unknown };
    onUnreadable(Number.isSafeInteger(id) ? (id as number) : null, error);
  };
}
