import {
  createContact,
  createLead,
  listNewestContacts,
  listNewestLeads,
  listNotes,
  patchLead,
  type AmoClient,
  type AmoLead,
} from '@hub/amocrm';
import type { BranchState, DuplicateControl } from '@hub/accounts';
import { journalEntities, JournalModule } from '@hub/journal';
import type { MessageKey } from '@hub/messages';
import { createTestDatabase, eventually, startCrmApp, type CrmApp } from '@hub/testing';
import { expect } from '@jest/globals';
import type { DynamicModule, Type } from '@nestjs/common';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { RouterModule, routerEntities } from '../src/router.module.js';
import { FieldMapResponder, foundFranchise, ListWriter, type Franchise } from './franchise.js';

/** A router with its sandbox, and what tests do with leads. */
export interface RouterHub {
  sandbox: TestSandbox;
  app: CrmApp;
  found(name: string): Promise<Franchise>;
  close(): Promise<void>;
}

/** Other services beside the router, in its process. */
export interface Beside {
  modules?: readonly (DynamicModule | Type)[];
  entities?: readonly (new () => object)[];
  /** What answers for sync; without it the router's tests have their own. */
  standIns?: Type[];
}

/** Starts the real router on a database of its own, in front of a sandbox. */
export async function startRouterHub({
  modules = [],
  entities = [],
  standIns = [FieldMapResponder, ListWriter],
}: Beside = {}): Promise<RouterHub> {
  const sandbox = await startTestSandbox();
  const database = await createTestDatabase();
  const app = await startCrmApp({
    databaseUrl: database.url,
    connectTo: sandbox.url,
    entities: [...journalEntities, ...routerEntities, ...entities],
    modules: [JournalModule.forRoot(), RouterModule.inLanguage('ru'), ...modules],
    controllers: standIns,
  });
  return {
    sandbox,
    app,
    found: (name) => foundFranchise(sandbox, app, name),
    async close() {
      await app.close();
      await database.drop();
      await sandbox.close();
    },
  };
}

/** A person has found out whether duplicate control meets the hub in the branch account. */
export async function sayDuplicateControl(
  { app }: RouterHub,
  { branchAccountId }: Franchise,
  duplicateControl: DuplicateControl,
): Promise<void> {
  await app.source.query('UPDATE accounts.account SET duplicate_control = $2 WHERE id = $1', [
    branchAccountId,
    duplicateControl,
  ]);
}

/** An inbound lead of the intake pipeline, with a contact. */
export async function receiveLead(
  franchise: Franchise,
  region: string | null,
  phone = `+7 921 ${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '1')}`,
): Promise<number> {
  const { hq, fields, intake } = franchise;
  const contactId = await createContact(hq, {
    name: 'Анна',
    custom_fields_values: [{ field_code: 'PHONE', values: [{ value: phone, enum_code: 'MOB' }] }],
  });
  return createLead(hq, {
    name: 'Заявка с сайта',
    pipeline_id: intake.pipelineId,
    status_id: intake.newId,
    custom_fields_values:
      region === null ? [] : [{ field_id: fields.region.id, values: [{ value: region }] }],
    _embedded: { contacts: [{ id: contactId, is_main: true }] },
  });
}

/** A person fills in «Регион». */
export async function setRegion({ hq, fields }: Franchise, leadId: number, region: string): Promise<void> {
  await patchLead(hq, leadId, {
    custom_fields_values: [{ field_id: fields.region.id, values: [{ value: region }] }],
  });
}

/** The router gets what a webhook about the lead brings. */
export function publishLeadChange(
  { app }: RouterHub,
  { hqAccountId: accountId }: Franchise,
  leadId: number,
  action: 'add' | 'update' | 'delete' = 'add',
): Promise<void> {
  return app.publishChange({ accountId, entity: 'lead', entityId: leadId, action, source: 'webhook' });
}

/** The newest transfer of an HQ lead. */
export async function transferOf({ app }: RouterHub, leadId: number) {
  const { items } = await app.ask('router.transfers.list', { leadId });
  return items.at(0);
}

/** The decisions about an HQ lead, newest first. */
export async function decisionsOf({ app }: RouterHub, leadId: number) {
  return (await app.ask('router.decisions.list', { leadId })).items;
}

export function untilDone(hub: RouterHub, leadId: number, deadlineMs = 60_000) {
  return eventually(async () => {
    const transfer = await transferOf(hub, leadId);
    expect(transfer).toMatchObject({ state: 'done' });
    return transfer!;
  }, deadlineMs);
}

export function untilProblem(hub: RouterHub, leadId: number, key: MessageKey): Promise<void> {
  return eventually(async () => {
    expect((await transferOf(hub, leadId))?.problem?.key).toBe(key);
  });
}

const keyOf = ({ hqAccountId }: Franchise, leadId: number) => `${hqAccountId}:lead:${leadId}`;

/** How many messages about the lead the router has finished with. */
export async function countHandled(
  { app }: RouterHub,
  franchise: Franchise,
  leadId: number,
): Promise<number> {
  const rows = await app.source.query<unknown[]>(
    `SELECT 1 FROM router.inbox WHERE key = $1 AND state = 'done'`,
    [keyOf(franchise, leadId)],
  );
  return rows.length;
}

/** Makes the router come back now to a lead that it has put off. */
export async function hurry({ app }: RouterHub, franchise: Franchise, leadId: number): Promise<void> {
  await eventually(async () => {
    const [rows] = await app.source.query<[unknown[], number]>(
      'UPDATE router.inbox_lane SET run_at = now() WHERE key = $1 AND fence = 0 AND run_at > now() RETURNING 1',
      [keyOf(franchise, leadId)],
    );
    expect(rows).toHaveLength(1);
  });
}

/** As if cards that cannot be read had been away for two minutes. */
export async function stayAway({ app }: RouterHub): Promise<void> {
  await app.source.query(
    `UPDATE router.absent_card SET first_at = first_at - interval '2 minutes', reads = reads + 5`,
  );
}

/** Waits until everything that the last change has asked for is done; `CheckReleased` asks sync by the clock, which is not here. */
export async function untilQuiet({ app }: RouterHub): Promise<void> {
  await eventually(async () => {
    const rows = await app.source.query<object[]>(
      `SELECT consumer, key FROM router.inbox
        WHERE state NOT IN ('done', 'dead', 'discarded') AND consumer <> 'router.released-lists'
       UNION ALL SELECT subject, key FROM gateway.outbox WHERE 'router.branch' = ANY (waiting)`,
    );
    expect(rows).toEqual([]);
  });
}

/** Open alarms of one kind. */
export async function alarmsOf({ app }: RouterHub, kind: string) {
  return app.source.query<{ subject: string; branch_id: string; account_id: string; facts: object }[]>(
    'SELECT * FROM accounts.alarm WHERE kind = $1 AND cleared_at IS NULL',
    [kind],
  );
}

/** What the router has given up about this lead. */
export async function deadLettersOf({ app }: RouterHub, franchise: Franchise, leadId: number) {
  return app.source.query<object[]>(`SELECT * FROM router.inbox WHERE key = $1 AND state = 'dead'`, [
    keyOf(franchise, leadId),
  ]);
}

/** Saves the rules of `foundFranchise` with a change. */
export async function saveRules(
  { app }: RouterHub,
  { hqAccountId, intake, fields }: Franchise,
  change: object,
): Promise<void> {
  await app.ask('router.rules.save', {
    hqAccountId,
    intakePipelineId: intake.pipelineId,
    handedOverStatusId: intake.handedOverId,
    regionFieldId: fields.region.id,
    branchFieldId: null,
    allowedFieldIds: [fields.region.id, fields.comment.id],
    ...change,
  });
}

/** Changes a branch as the gateway saves one: the row and the message about it in one transaction. */
export async function saveBranch(
  { app }: RouterHub,
  { branchAccountId }: Franchise,
  change: Partial<{
    state: BranchState;
    pipelineId: number;
    statusId: number;
    exchangeUserId: number | null;
    responsibleUserId: number | null;
  }>,
): Promise<void> {
  await app.changeBranch(branchAccountId, change);
}

export async function leadsOf(amo: AmoClient): Promise<AmoLead[]> {
  const leads: AmoLead[] = [];
  for await (const page of listNewestLeads(amo)) leads.push(...page);
  return leads;
}

export async function countContacts(amo: AmoClient): Promise<number> {
  let count = 0;
  for await (const page of listNewestContacts(amo)) count += page.length;
  return count;
}

export const noteTexts = async (amo: AmoClient, leadId: number): Promise<string[]> =>
  (await listNotes(amo, 'leads', leadId)).map(({ params }) => (params as { text: string }).text);
