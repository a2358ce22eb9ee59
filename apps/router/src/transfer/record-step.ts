import { untilSecondWriteMs, type Intent } from '@hub/amocrm';
import { Bus, type Job } from '@hub/bus';
import { publishLeadWritten } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { ContactIntentRepository, type OwnContact } from './contact-intent.repository.js';
import type { OtherContact } from './judge-contact-intents.js';
import { TargetTroubles } from './target-troubles.js';
import type { StepResult } from './transfer-step.js';
import { within } from './transfer-change.js';
import { isLateContact, type TransferRow } from './transfer.entity.js';
import { TransferRepository } from './transfer.repository.js';

/** Keeps what is known of a step: its intent before the call, and what it has made, each in one transaction. */
@Injectable()
export class RecordStep {
  constructor(
    private readonly transfers: TransferRepository,
    private readonly contacts: ContactIntentRepository,
    private readonly troubles: TargetTroubles,
    private readonly bus: Bus,
  ) {}

  /** The contacts that other transfers are making, or have just made, under the same terms. */
  async readOthers(own: OwnContact, now: Date): Promise<OtherContact[]> {
    const others = await this.contacts.findOthers(own);
    return others.map(({ contactId, begunAt }) => ({
      contactId,
      begunAt,
      mayGoOnMs: untilSecondWriteMs(begunAt, now),
    }));
  }

  /** Stores the intent of a step, or ends it. */
  async keep(
    job: Job<unknown>,
    own: OwnContact,
    intent: (Intent & { makesLead: boolean }) | null,
    readAt: Date,
  ): Promise<void> {
    if (own.terms.length === 0) {
      await this.transfers.keepIntent(job.stepAtOnce, own.transferId, intent);
      return;
    }
    await job.step(async (tx) => {
      await this.transfers.keepIntent(within(tx), own.transferId, intent);
      if (intent) await this.contacts.begin(tx, own, intent.lastAt, readAt);
      else await this.contacts.forget(tx, own);
    });
  }

  /**
   * Advances the transfer by what a step has made. `isKnownDeal`: the deal that it was joined to is one of its trail's,
   * which proves nothing about duplicate control now.
   */
  async advance(
    job: Job<unknown>,
    transfer: TransferRow,
    { own, isKnownDeal }: { own: OwnContact; isKnownDeal: boolean },
    { hqWrite, ...made }: StepResult,
  ): Promise<void> {
    const { hqAccountId: accountId, hqLeadId: leadId } = transfer;
    const now = new Date();
    if (isAlone(transfer, own, { ...made, hqWrite })) {
      await this.transfers.advanceAlone(job.stepAtOnce, transfer.id, made, now);
      return;
    }
    await job.step(async (tx) => {
      if (isLateContact(transfer.state)) await this.transfers.advanceLate(tx, transfer.id, made, now);
      else await this.transfers.advance(tx, transfer.id, made, now);
      await this.troubles.reviewMade(tx, transfer, isKnownDeal ? { ...made, isJoined: false } : made, now);
      if (hqWrite)
        await publishLeadWritten(this.bus, tx, { accountId, leadId, ...hqWrite }, job.correlationId);
      if (own.terms.length === 0) return;
      if (made.state === 'cancelled') await this.contacts.forget(tx, own);
      else await this.contacts.record(tx, own, made.branchContactId ?? null);
    });
  }
}

/** Nothing but the transfer is changed: no contact, branch lead or lead of HQ was made or written, and none is doubted. */
function isAlone({ state, stepMakesLead }: TransferRow, { terms }: OwnContact, made: StepResult): boolean {
  const concernsOthers = stepMakesLead || made.branchLeadId != null || made.hqWrite !== undefined;
  return terms.length === 0 && !concernsOthers && !isLateContact(state);
}
