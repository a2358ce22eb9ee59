import { randomUUID } from 'node:crypto';
import type { LeadState, TaskState } from '@hub/contracts';
import * as lib from '@hub/journal';
import type { EntityManager } from 'typeorm';

export type Ask = (tx: EntityManager) => Promise<unknown>;
/** The names of what takes a transaction first, so that a new one is asked here or does not compile. */
type Asked<T> = {
  [K in keyof T]: T[K] extends (tx: EntityManager, ...rest: never[]) => Promise<unknown> ? K : never;
}[keyof T];

/** These are ways of asking, not questions. */
type Way = 'ask' | 'askForList' | 'askAboutManagers';
/** These erase or begin anew what there is of an account: nothing that is read is left out. */
type Whole = 'erase' | 'restartContacts';

const days = 86_400;

/**
 * Everything that the journal can be asked, and that its writer reads and writes, by its name, about one account of `fillAccounts`.
 */
export function everyQuestion(journal: lib.Journal, id: string, now: Date): Record<string, Ask> {
  const at = now.getTime() / 1000;
  const lead = { accountId: id, leadId: 5 };
  const grant = {
    ...{ leadId: 5, userId: 7, at: now.getTime(), movedAt: now.getTime(), changedAt: at },
    ...{ pipelineId: 1, statusId: 11 },
  };
  const stock = {
    ...{ accountId: id, ownerIds: [6, 7], grants: [grant], except: [8] },
    stages: [10, 11].map((statusId) => ({ pipelineId: 1, statusId })),
  };
  const about = { accountId: id, excludedStages: [], historyFrom: null, grants: [grant] };
  const during = { from: now.getTime() - 30 * days * 1000, to: now.getTime() };
  const set = { stages: [], instead: 142 as const };
  const aboutManagers = [
    ...(['activeDeals', 'dealsReceived', 'tasksOverdue', 'oldestDue'] as const).map((of) => ({ of, during })),
    ...(['dealsEntered', 'dealsInStages', 'lastEntry'] as const).map((of) => ({ of, during, set })),
  ].map((question) => ({ ...question, userIds: [7, 8] }));

  const functions: Record<Asked<typeof lib>, Ask> = {
    askAboutManagers: (tx) =>
      journal.askAboutManagers(2, (own) => lib.askAboutManagers(own, about, aboutManagers), tx),
    callsOfCards: (tx) => lib.callsOfCards(tx, [{ accountId: id, entity: 'lead', entityId: 7 }], 0),
    countOpenLeads: (tx) => lib.countOpenLeads(tx, [id], [lead]),
    countStock: (tx) => lib.countStock(tx, stock),
    exportContact: (tx) => lib.exportContact(tx, id, 7),
    findClientLeads: (tx) => lib.findClientLeads(tx, [id], { phones: ['p:7'], emails: ['e:9'] }),
    findClosedLeads: (tx) => lib.findClosedLeads(tx, [lead]),
    findFates: (tx) => lib.findFates(tx, [lead]),
    findPeople: (tx) => lib.findPeople(tx, id),
    findPipelines: (tx) => lib.findPipelines(tx, id),
    findProgress: (tx) => lib.findProgress(tx, id),
    leadsOfContact: (tx) => lib.leadsOfContact(tx, id, 7, 50),
    listStock: (tx) => lib.listStock(tx, stock, 32),
  };

  const questions: Record<Exclude<keyof lib.Journal, Way>, Ask> = {
    findAccount: () => journal.findAccount(id),
    findContactStates: () => journal.findContactStates([id], randomUUID()),
    findLead: (tx) =>
      Promise.all([journal.findLead(id, 5), journal.findLead(id, 6)]).then(() => journal.findLead(id, 5, tx)),
    findNames: (tx) => journal.findNames(id, tx),
    listLeadHistory: (tx) => journal.listLeadHistory(id, 5, tx),
  };

  const [writer, ids] = [new lib.JournalWriter(), [5, 6]];
  const row = { version: 2, goneAt: null, readAt: now };
  const leadState: LeadState = {
    ...{ pipelineId: 1, statusId: 10, ownerId: 7, price: 0, tags: [], contactIds: [5], mainContactId: 5 },
    ...{ lossReasonId: null, createdAt: at, updatedAt: at, closedAt: null },
  };
  const taskState: TaskState = {
    ...{ ownerId: 7, typeId: 1, dueAt: at, isDone: false, entity: 'lead', entityId: 5 },
    ...{ createdAt: at, updatedAt: at },
  };
  const cards: Record<Asked<lib.CardWriter>, Ask> = {
    findByHashes: (tx) => writer.cards.findByHashes(tx, id, { hashes: ['p:7'], most: 50 }),
    findByMainContact: (tx) => writer.cards.findByMainContact(tx, id, ids),
    findContacts: (tx) => writer.cards.findContacts(tx, id, ids),
    findLeads: (tx) => writer.cards.findLeads(tx, id, ids),
    findReadBefore: async (tx) => {
      for (const kind of ['lead', 'task', 'contact'] as const)
        await writer.cards.findReadBefore(tx, kind, id, now);
    },
    findTasks: (tx) => writer.cards.findTasks(tx, id, ids),
    findTasksOfGone: (tx) => writer.cards.findTasksOfGone(tx, id, at - 1_200),
    findWithoutContact: (tx) => writer.cards.findWithoutContact(tx, id, 1_001),
    hasLeadCreated: (tx) => writer.cards.hasLeadCreated(tx, id, { from: 1, to: 2 }),
    saveContacts: (tx) =>
      writer.cards.saveContacts(tx, id, [
        { ...row, id: 5, state: { hashes: [], isErased: false, updatedAt: at } },
      ]),
    saveLeads: (tx) => writer.cards.saveLeads(tx, id, [{ ...row, id: 5, state: leadState }]),
    saveTasks: (tx) => writer.cards.saveTasks(tx, id, [{ ...row, id: 5, state: taskState }]),
    touch: async (tx) => {
      for (const kind of ['lead', 'task', 'contact'] as const)
        await writer.cards.touch(tx, kind, id, { ids, readAt: new Date('2036-01-01') });
    },
  };
  const event: lib.NewHistory = {
    ...{ eventId: 'x', moment: at, type: 'lead_deleted', entity: 'lead', entityId: 5, authorId: 1 },
    ...{ before: null, after: null, pipelineId: null, statusId: null, ownerId: null },
  };
  const history: Record<Asked<lib.JournalWriter['history']>, Ask> = {
    add: (tx) => writer.history.add(tx, id, [event]),
    complete: (tx) => writer.history.complete(tx, id, [{ ...event }]),
    dropMonths: (tx) => writer.history.dropMonths(tx, now, 3),
    findFolded: (tx) => writer.history.findFolded(tx, id, ids),
    oldestMoment: (tx) => writer.history.oldestMoment(tx, id),
  };
  const accounts: Record<Exclude<Asked<lib.JournalWriter>, Whole>, Ask> = {
    begin: (tx) => writer.begin(tx, id, { now, wantedFrom: 0 }),
    eraseContact: (tx) => writer.eraseContact(tx, id, 7),
    lock: (tx) => writer.lock(tx, id),
    makeNextMonth: (tx) => writer.makeNextMonth(tx, now),
    note: (tx) => writer.note(tx, id, { missed: 1 }),
    noteDropped: (tx) => writer.noteDropped(tx, id, 1),
    noteHook: (tx) => writer.noteHook(tx, id, now),
    purge: (tx) => writer.purge(tx, new Date(now.getTime() - 60 * days * 1000)),
    saveConfiguration: (tx) =>
      writer.saveConfiguration(tx, id, { people: [], arePeopleWhole: true, pipelines: [], stages: [] }, at),
  };

  return { ...functions, ...questions, ...cards, ...history, ...accounts };
}
