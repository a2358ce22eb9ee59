import type { AmoLead, AmoNote } from '@hub/amocrm';
import { TRANSFER_FIELD_CODE } from '@hub/contracts';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { markedTransfers } from '../transfer/transfer-mark.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { TransferRepository } from '../transfer/transfer.repository.js';
import { judgeCarried } from './judge-carried.js';

/** How one job reads the HQ account. A lead that is not found is null only when it is believed gone. */
export interface HqReads {
  accountId: string;
  findLead: (leadId: number) => Promise<AmoLead | null>;
  listLeadNotes: (leadId: number) => Promise<AmoNote[]>;
}

export interface IdPlaces {
  inField: boolean;
  inNotes: boolean;
}

const untilEndedMs = 30_000;
/** `moveToSuccessors` follows within seconds. */
const untilMovedMs = 15_000;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Recognises a lead into which a handed-over one was merged at HQ. */
@Injectable()
export class FindHandedOver {
  constructor(private readonly transfers: TransferRepository) {}

  /**
   * The transfer by which the lead was handed over under another id, or null. Throws `RetryLater` while that transfer
   * is running, while it is not certain that its lead is gone, and while the lead is known by a former id of the account.
   */
  async run(hq: HqReads, lead: AmoLead, { inField, inNotes }: IdPlaces): Promise<TransferRow | null> {
    const carried = inField ? await this.among(hq, lead, idsInField(lead)) : null;
    if (carried || !inNotes) return carried;
    const notes = await hq.listLeadNotes(lead.id);
    return this.among(hq, lead, notes.flatMap(markedIn));
  }

  private async among(hq: HqReads, lead: AmoLead, ids: readonly string[]): Promise<TransferRow | null> {
    if (await this.transfers.isOfFormer(hq.accountId, lead.id, ids))
      throw new RetryLater(message('failures.account-moving'), untilMovedMs);
    for (const transfer of await this.transfers.listKnown(hq.accountId, ids)) {
      const carried = { leadId: lead.id, transfer };
      if (judgeCarried({ ...carried, original: 'unread' }) !== 'ask') continue;
      const original = (await hq.findLead(transfer.hqLeadId)) ? 'there' : 'gone';
      const verdict = judgeCarried({ ...carried, original });
      if (verdict === 'merged') return transfer;
      if (verdict === 'wait') throw new RetryLater(message('failures.merged-moving'), untilEndedMs);
    }
    return null;
  }
}

/** The ids that the hub has written into the lead's field. */
export function idsInField({ custom_fields_values: fields }: AmoLead): string[] {
  return fields
    .filter(({ field_code }) => field_code === TRANSFER_FIELD_CODE)
    .flatMap(({ values }) => values.map(({ value }) => value))
    .filter((value): value is string => typeof value === 'string' && uuid.test(value));
}

function markedIn({ params }: AmoNote): string[] {
  const text = (params as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? markedTransfers(text) : [];
}
