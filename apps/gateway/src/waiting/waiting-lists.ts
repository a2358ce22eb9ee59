import { Inject, Injectable } from '@nestjs/common';
import { AccountRepository, CredentialRepository, type Account } from '@hub/accounts';
import { AmoClients } from '@hub/amocrm';
import {
  accountCauses,
  leadCauses,
  waitingCauses,
  type BusService,
  type DeadLetterView,
  type WaitingCause,
  type WaitingRow,
} from '@hub/contracts';
import { message } from '@hub/messages';
import { services } from '../dead-letter/dead-letters.controller.js';
import type { Call } from '../route/call.js';
import type { MergedSource } from '../route/merge-pages.js';
import { waitingAccounts } from './waiting-accounts.js';

/** The router's list may take 20 seconds when much has changed in the accounts (`askForList`). */
const leadsDeadlineMs = 25_000;

/** What the reader wants to see; null means all. */
export interface WaitingFilter {
  cause?: WaitingCause | null;
  accountId?: string | null;
  branchId?: string | null;
}

/** A row with what its link needs. */
export type ListedRow = WaitingRow & { service: BusService | null };

/** The lists of which the one list is merged: accounts, dead letters of every service, leads and transfers. */
@Injectable()
export class WaitingLists {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(CredentialRepository) private readonly credentials: CredentialRepository,
    @Inject(AmoClients) private readonly clients: AmoClients,
  ) {}

  /** Those that may have rows for this filter. A reader tied to branches gets rows of these branches and their accounts. */
  of(call: Call, filter: WaitingFilter): MergedSource<ListedRow>[] {
    const causes = filter.cause ? [filter.cause] : waitingCauses;
    const has = (own: readonly WaitingCause[]) => causes.some((cause) => own.includes(cause));
    return [
      ...(has(accountCauses) && !filter.branchId ? [this.accountList(call, filter)] : []),
      ...(has(['dead-letter']) && !filter.branchId
        ? services.map((service) => deadLetterList(call, filter, service))
        : []),
      ...(has(leadCauses) ? [routerList(call, filter, causes)] : []),
      ...(has(['claim-refused']) && !filter.branchId ? [limitsList(call, filter)] : []),
    ];
  }

  private accountList(call: Call, { cause, accountId }: WaitingFilter): MergedSource<ListedRow> {
    return {
      name: 'accounts',
      read: async (page) => {
        const own = call.narrowToAccounts();
        const isMeant = ({ id }: Account) => (!own || own.includes(id)) && (!accountId || id === accountId);
        const accounts = (await this.accounts.list()).filter(isMeant);
        const integrations = await this.credentials.listIntegrations();
        const stops = await this.clients.findStops(integrations);
        const { items, nextCursor } = waitingAccounts(accounts, stops, cause ?? null, page);
        return { items: items.map((row) => ({ ...row, service: null })), nextCursor };
      },
    };
  }
}

function deadLetterList(
  call: Call,
  { accountId }: WaitingFilter,
  service: BusService,
): MergedSource<ListedRow> {
  return {
    name: `dead letters of ${service}`,
    read: async (page) => {
      const query = { ...page, accountId, accountIds: call.narrowToAccounts() };
      const { items, nextCursor } = await call.ask(`${service}.dead-letters.list`, query);
      return { items: items.map((letter) => ({ ...deadLetterRow(letter), service })), nextCursor };
    },
  };
}

function deadLetterRow({
  id,
  consumer,
  gaveUpAt,
  accountId,
  reason,
  payload,
  cursor,
}: DeadLetterView): WaitingRow {
  const { entity, entityId } = payload as { entity?: unknown; entityId?: unknown };
  return {
    ...{ id, since: gaveUpAt, accountId, cursor },
    cause: 'dead-letter',
    branchId: null,
    leadId: entity === 'lead' && typeof entityId === 'number' ? entityId : null,
    text: message('waiting.dead-letter', { consumer, reason }),
  };
}

/** Leads of the stock that amoCRM refuses to hand over. */
function limitsList(call: Call, { accountId }: WaitingFilter): MergedSource<ListedRow> {
  return {
    name: 'refused claims',
    read: async (page) => {
      const query = { ...page, accountId, accountIds: call.narrowToAccounts() };
      const { items, nextCursor } = await call.ask('limits.waiting', query);
      return { items: items.map((row) => ({ ...row, service: null })), nextCursor };
    },
  };
}

function routerList(
  call: Call,
  { accountId, branchId }: WaitingFilter,
  causes: readonly WaitingCause[],
): MergedSource<ListedRow> {
  return {
    name: 'leads',
    read: async (page) => {
      const query = { ...page, accountId, branchId, branchIds: call.narrowToBranches(), causes: [...causes] };
      const { items, nextCursor } = await call.ask('router.waiting', query, leadsDeadlineMs);
      return { items: items.map((row) => ({ ...row, service: null })), nextCursor };
    },
  };
}
