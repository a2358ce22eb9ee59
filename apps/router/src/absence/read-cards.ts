import {
  AmoClients,
  contactTexts,
  findCompany,
  findContact,
  findLead,
  findTask,
  listNotes,
  type AmoClient,
  type AmoCompany,
  type AmoContact,
  type AmoLead,
  type AmoTask,
  type Priority,
} from '@hub/amocrm';
import type { Job } from '@hub/bus';
import type { CrmEntity } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import { FindHandedOver, type HqReads, type IdPlaces } from '../merge/find-handed-over.js';
import { JudgedLeadRepository } from '../lead/judged-lead.repository.js';
import { touchedAt } from '../lead/touched-at.js';
import { leadConsumer, newestChangeOf } from '../lead/lead-work.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { ConfirmAbsence } from './confirm-absence.js';
import { RecentCards } from './recent-cards.js';

/** The cards of one account, as one job reads them. Null: the card is gone; `RetryLater` while that is not certain. */
export interface AccountCards {
  client: AmoClient;
  /** Makes other calls with `client`, in a place of the account where the job has none: throws `GateFull` without. */
  inPlace: <T>(call: () => Promise<T>) => Promise<T>;
  findLead: (leadId: number) => Promise<AmoLead | null>;
  /**
   * The lead that the job is about, at least as of the second of the newest change that its hint and those that wait behind
   * it name: when calls have to wait a list may answer. Else as `findLead`, which reads by id.
   */
  findHintedLead: (leadId: number) => Promise<HintedLead>;
  /**
   * As this job has just read it (`RecentCards`); later a list may answer that is not older than the last judgement of
   * the lead. Neither where work that waits behind the job names a later change, or none. Else as `findLead`.
   */
  findRecentLead: (leadId: number) => Promise<AmoLead | null>;
  /** As this job has just read it (`RecentCards`). When calls have to wait a list may answer, if it shows a phone or an e-mail. */
  findContact: (contactId: number) => Promise<AmoContact | null>;
  /** The contact as it is now, read by id. */
  rereadContact: (contactId: number) => Promise<AmoContact | null>;
  findCompany: (companyId: number) => Promise<AmoCompany | null>;
  findTask: (taskId: number) => Promise<AmoTask | null>;
  /** In the HQ account: the transfer by which the lead was handed over under another id. As `FindHandedOver.run`. */
  findHandedOver: (lead: AmoLead, places: IdPlaces) => Promise<TransferRow | null>;
  /** When its last judgement says that the lead was changed last; null: nobody has judged it. */
  findTouchedAt: (leadId: number) => Promise<Date | null>;
}

/** `isListed`: a list has answered, which may lack a later change of the same second. */
export interface HintedLead {
  lead: AmoLead | null;
  isListed: boolean;
}

/** Whether the job has one of the account's places, and whether a deletion of the card was reported. */
export interface ReadAbout {
  isInside: boolean;
  isDeletionReported?: boolean;
  /** `routing` when missing. */
  priority?: Priority;
}

/** Reads leads and contacts, and believes that one is gone only when that is certain. */
@Injectable()
export class ReadCards {
  constructor(
    private readonly clients: AmoClients,
    private readonly absence: ConfirmAbsence,
    private readonly handedOver: FindHandedOver,
    private readonly recent: RecentCards,
    private readonly judged: JudgedLeadRepository,
  ) {}

  /** A job outside the account takes a place for each read, and gets `GateFull` while the account does not answer. */
  of(
    job: Job<unknown>,
    accountId: string,
    { isInside, isDeletionReported, priority = 'routing' }: ReadAbout,
  ): AccountCards {
    const client = this.clients.forAccount(accountId, priority, job.signal);
    const entrant = { accountId, line: leadConsumer, job: job.key, places: Infinity };
    const read = <T>(call: () => Promise<T>) => (isInside ? call() : this.clients.gate.pass(entrant, call));
    const confirm = <T>(entity: CrmEntity, entityId: number, found: T | null) =>
      this.absence.run(job, { accountId, entity, entityId }, found, isDeletionReported);
    const readLead = async (id: number, isEnough?: (lead: AmoLead) => boolean): Promise<HintedLead> => {
      const last = { readAt: performance.now(), isListed: false };
      const found = await read(() => {
        Object.assign(last, { readAt: performance.now(), isListed: false });
        return findLead(client, id, isEnough && ((row) => (last.isListed = isEnough(row))));
      });
      const lead = await confirm('lead', id, found);
      if (lead) this.recent.keep(job, accountId, { lead, ...last });
      return { lead, isListed: last.isListed };
    };
    const findHintedLead = async (id: number): Promise<HintedLead> => {
      const changedAt = async () =>
        newestChangeOf([job.payload, ...(await job.followers())], { accountId, leadId: id });
      const before = await changedAt();
      if (before === null) return readLead(id);
      const hinted = await readLead(id, (lead) => lead.updated_at >= before);
      if (!hinted.isListed) return hinted;
      // The read may have waited long for its slot.
      const now = await changedAt();
      return now !== null && hinted.lead && hinted.lead.updated_at >= now ? hinted : readLead(id);
    };
    const reads: HqReads = {
      accountId,
      findLead: async (id) => (await readLead(id)).lead,
      listLeadNotes: (id) => read(() => listNotes(client, 'leads', id)),
    };
    return {
      client,
      inPlace: read,
      findLead: reads.findLead,
      findHintedLead,
      findRecentLead: async (id) => {
        const changedAt = newestChangeOf(await job.followers(), { accountId, leadId: id });
        if (changedAt === null) return reads.findLead(id);
        const isFresh = (lead: AmoLead) => lead.updated_at >= changedAt;
        const recent = this.recent.find(job, accountId, id);
        if (recent && isFresh(recent)) return recent;
        const judged = await this.judged.findTouchedAt(accountId, id);
        const isEnough = judged && ((lead: AmoLead) => isFresh(lead) && touchedAt(lead) >= judged);
        return (await readLead(id, isEnough ?? undefined)).lead;
      },
      findHandedOver: (lead, places) => this.handedOver.run(reads, lead, places),
      findTouchedAt: (id) => this.judged.findTouchedAt(accountId, id),
      findCompany: async (id) => confirm('company', id, await read(() => findCompany(client, id))),
      findTask: async (id) => confirm('task', id, await read(() => findTask(client, id))),
      rereadContact: async (id) => confirm('contact', id, await read(() => findContact(client, id))),
      findContact: async (id) => {
        const recent = this.recent.findContact(job, accountId, id);
        if (recent) return recent;
        const readAt = performance.now();
        const contact = await confirm('contact', id, await read(() => findContact(client, id, isReachable)));
        if (contact) this.recent.keepContact(job, accountId, { contact, readAt });
        return contact;
      },
    };
  }
}

/** A contact that a list shows without either may have got one since. */
function isReachable(contact: AmoContact): boolean {
  return contactTexts(contact, 'PHONE').length > 0 || contactTexts(contact, 'EMAIL').length > 0;
}
