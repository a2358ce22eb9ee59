import { AccountRepository, type Account, type BranchCalendar, type DuplicateControl } from '@hub/accounts';
import type { AmoClient, AmoCompany, AmoContact, AmoLead } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import type { FieldMap, RoutingRulesBody } from '@hub/contracts';
import { type Locale, message } from '@hub/messages';
import { GiveUp } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import { CARD_LOCALE } from '../card-locale.js';
import { touchedAt } from '../lead/touched-at.js';
import { AimTransfer } from './aim-transfer.js';
import type { ExpectedInHq } from './ask-field-map.js';
import { BranchDirectory } from './branch-directory.js';
import type { TransferRow } from './transfer.entity.js';

/** What the steps of one transfer work with. Nothing is read from amoCRM before a step asks for it. */
export interface TransferContext extends OpenContext {
  /** Earlier legs of the trail that have ended in the branch account. */
  listFormer: () => Promise<TransferRow[]>;
}

/** What is read for the steps, without what the hub has recorded of other transfers. */
export interface OpenContext {
  transfer: TransferRow;
  rules: RoutingRulesBody;
  /** The language of texts in cards. */
  locale: Locale;
  /** Whether amoCRM may join a lead to a deal of the branch account when it is made together with its contact. */
  duplicateControl: DuplicateControl;
  hq: AmoClient;
  branch: AmoClient;
  /** Addresses of lead cards, for notes. */
  hqLeadLink: string;
  branchLeadLink: (leadId: number) => string;
  /** The HQ lead as this job has just read it, or null when it is gone; throws `RetryLater` while that is not certain. */
  findHqLead: () => Promise<AmoLead | null>;
  /** The HQ lead, read now. */
  rereadHqLead: () => Promise<AmoLead | null>;
  /** A lead of the branch as it is now. */
  findBranchLead: (leadId: number) => Promise<AmoLead | null>;
  /** A contact of the branch as it is now, or null when it is gone; throws `RetryLater` while that is not certain. */
  findBranchContact: (contactId: number) => Promise<AmoContact | null>;
  /** As `findHqLead`; throws `GiveUp` when it was deleted, because there is nothing left to hand over. */
  readHqLead: () => Promise<AmoLead>;
  /** A contact of the HQ lead, or null when it is gone; throws `RetryLater` while that is not certain. */
  readHqContact: (contactId: number) => Promise<AmoContact | null>;
  /** The company of the HQ lead, or null: it has none, or one that is gone; throws `RetryLater` while that is not certain. */
  readHqCompany: () => Promise<AmoCompany | null>;
  /** The transfer by which this lead was handed over already, under the id of a lead that was merged into it; or null. */
  findHandedOver: (lead: AmoLead) => Promise<TransferRow | null>;
  /**
   * How the HQ account's fields are called in the branch account; those that the given lead has are known. Throws
   * `RetryLater` while sync is away.
   */
  readFieldMap: (source: AmoLead) => Promise<FieldMap>;
  /** What «Филиал» is to say of the branch now. */
  readShownName: () => Promise<string>;
  /** Opening hours of the branch, or null where it has none. */
  readCalendar: () => Promise<BranchCalendar | null>;
  /** Whether this user of the branch account owns leads for its exchange; null: the user as whom the hub writes. */
  isExchangeUser: (userId: number | null) => Promise<boolean>;
}

/** Opens the context of a transfer. The HQ account is taken for the reference account of the field map. */
@Injectable()
export class TransferContexts {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly cards: ReadCards,
    private readonly aim: AimTransfer,
    private readonly directory: BranchDirectory,
    @Inject(CARD_LOCALE) private readonly locale: Locale,
  ) {}

  /**
   * For steps on that side. On the branch's, each read of HQ takes a place of HQ's and throws `GateFull` without. The
   * transfer of the context is the one given, aimed at where it goes now: it may be cancelled or ended, or go to
   * another account.
   */
  async open(begun: TransferRow, job: Job<unknown>, side: 'hq' | 'branch'): Promise<OpenContext> {
    const { hqAccountId, hqLeadId } = begun;
    const [hqAccount, aimedAt] = await Promise.all([
      this.accounts.get(hqAccountId),
      this.accounts.get(begun.target.accountId),
    ]);
    refuseRemoved(hqAccount);
    // A job that has a place must not ask for a second one: there may be only one.
    const isInside = side === 'hq' || hqAccountId === begun.target.accountId;
    const hqCards = this.cards.of(job, hqAccountId, { isInside });
    const findHqLead = once(() => hqCards.findRecentLead(hqLeadId));
    const readHqContact = onceEach((contactId) => hqCards.findContact(contactId));
    const hqReads = { findLead: findHqLead, findContact: readHqContact };
    const { transfer, rules } = await this.aim.run(job, { transfer: begun, aimedAt }, hqReads);
    const { accountId } = transfer.target;
    const branchAccount = accountId === aimedAt.id ? aimedAt : await this.accounts.get(accountId);
    if (transfer.state !== 'cancelled' && transfer.endedAt === null) refuseRemoved(branchAccount);
    const branchCards = this.cards.of(job, accountId, {
      isInside: side === 'branch' || accountId === hqAccountId,
    });
    return {
      transfer,
      rules,
      locale: this.locale,
      duplicateControl: branchAccount.duplicateControl,
      hq: hqCards.client,
      branch: branchCards.client,
      hqLeadLink: leadLink(hqAccount.host, hqLeadId),
      branchLeadLink: (leadId) => leadLink(branchAccount.host, leadId),
      findHqLead,
      rereadHqLead: () => hqCards.findLead(hqLeadId),
      findBranchLead: (leadId) => branchCards.findLead(leadId),
      findBranchContact: (contactId) => branchCards.rereadContact(contactId),
      readHqLead: async () => {
        const lead = await findHqLead();
        if (!lead) throw new GiveUp(message('failures.hq-lead-deleted', { leadId: hqLeadId }));
        return lead;
      },
      readHqContact,
      readHqCompany: once(async () => {
        const [company] = (await findHqLead())?._embedded.companies ?? [];
        return company ? hqCards.findCompany(company.id) : null;
      }),
      findHandedOver: async (lead) => {
        // A merge changes the lead. The judgement that began this transfer has kept amoCRM's own moment of the last
        // change, so amoCRM's clock is compared with itself: the hub's may be ahead of it.
        const judged = await hqCards.findTouchedAt(hqLeadId);
        const inNotes = judged === null || touchedAt(lead) > judged;
        return hqCards.findHandedOver(lead, { inField: true, inNotes });
      },
      readFieldMap: once((source: AmoLead) =>
        this.directory.readFieldMap(transfer, allowedOf(source, rules), job),
      ),
      readShownName: () => this.directory.readShownName(transfer),
      readCalendar: () => this.directory.readCalendar(transfer.branchId),
      isExchangeUser: (userId) => {
        const { hubUserId } = branchAccount;
        return this.directory.isExchangeUser(transfer, userId ?? hubUserId, job);
      },
    };
  }
}

/** Throws `GiveUp`: a removed account has no tokens any more and gets none back under this id. */
function refuseRemoved({ state, host, stateReason }: Account): void {
  if (state !== 'removed') return;
  throw new GiveUp(message('failures.account-removed', { host, reason: stateReason }));
}

/**
 * Within the steps of one side the same thing is read once: HQ's seven calls a second are shared by all branches. A read
 * that failed is made again.
 */
function once<T, Given extends unknown[]>(
  read: (...given: Given) => Promise<T>,
): (...given: Given) => Promise<T> {
  let reading: Promise<T> | null = null;
  return (...given) => {
    if (reading) return reading;
    reading = read(...given);
    reading.catch(() => (reading = null));
    return reading;
  };
}

function onceEach<T>(read: (id: number) => Promise<T>): (id: number) => Promise<T> {
  const readings = new Map<number, () => Promise<T>>();
  return (id) => {
    const known = readings.get(id) ?? once(() => read(id));
    readings.set(id, known);
    return known();
  };
}

/** The fields of a lead that may cross, and the list values that it has in them. */
function allowedOf(
  { custom_fields_values: values }: AmoLead,
  { allowedFieldIds }: Pick<RoutingRulesBody, 'allowedFieldIds'>,
): ExpectedInHq {
  const allowed = values.filter(({ field_id }) => allowedFieldIds.includes(field_id));
  return {
    hqFieldIds: allowed.map(({ field_id }) => field_id),
    hqEnumIds: allowed.flatMap((field) =>
      field.values.flatMap(({ enum_id: id }) => (id == null ? [] : [id])),
    ),
  };
}

/** The address of a lead's card. */
export function leadLink(host: string, leadId: number): string {
  return `https://${host}/leads/detail/${leadId}`;
}
