import { untilSecondWriteMs } from '@hub/amocrm';
import { Bus, type Job } from '@hub/bus';
import { publishLeadWritten } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { ReRouteRepository } from '../custody/re-route.repository.js';
import { ContactIntentRepository, type OwnContact } from './contact-intent.repository.js';
import type { OtherContact } from './judge-contact-intents.js';
import { TargetTroubles } from './target-troubles.js';
import type { StepResult } from './transfer-step.js';
import { alone, within } from './transfer-change.js';
import { isLateContact, type TransferRow } from './transfer.entity.js';
import { TransferRepository, type BegunWrite } from './transfer.repository.js';

/** Keeps what is known of a step: its intent before the call, and what it has made, each in one transaction. */
@Injectable()
export class RecordStep {
  constructor(
    private readonly transfers: TransferRepository,
    private readonly contacts: ContactIntentRepository,
    private readonly troubles: TargetTroubles,
    private readonly bus: Bus,
    private readonly reRoutes: ReRouteRepository,
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
    { transfer, own }: { transfer: TransferRow; own: OwnContact },
    intent: BegunWrite | null,
    readAt: Date,
  ): Promise<void> {
    if (intent) {
      await this.contacts.begin(own, { begunAt: intent.lastAt, readAt }, (also) =>
        this.transfers.keepIntent(alone(job), transfer, intent, also),
      );
      return;
    }
    await job.step(async (tx) => {
      await this.transfers.keepIntent(within(tx), transfer, intent);
      if (own.terms.length > 0) await this.contacts.forget(tx, own);
    });
  }

  /**
   * Advances the transfer by what a step has made. `former`: the ended leg of its trail whose deal it has got. That duplicate
   * control has joined it to that one proves nothing about it now, and its rejection, which the deal may show still, does not count again:
   * a time that is over shows nowhere, and this branch has its own.
   */
  async advance(
    job: Job<unknown>,
    transfer: TransferRow,
    { own, former }: { own: OwnContact; former: TransferRow | null },
    { hqWrite, ...made }: StepResult,
  ): Promise<void> {
    const { hqAccountId: accountId, hqLeadId: leadId } = transfer;
    const now = new Date();
    const judged = former && made.isJoined ? { ...made, isJoined: false } : made;
    const also = [
      ...this.contacts.known(own, made.branchContactId ?? null),
      ...this.troubles.disproved(transfer, { ...judged, ...(hqWrite ? { hqWrite } : {}) }, now),
    ];
    const isLate = isLateContact(transfer.state);
    const isAlone = !isLate && !hqWrite && !former && made.state !== 'cancelled';
    if (isAlone && !this.troubles.isTroubled(transfer, judged)) {
      await this.transfers.advance(alone(job), transfer.id, made, { now, also });
      return;
    }
    await job.step(async (tx) => {
      const ask = within(tx);
      const answeredAt = isLate
        ? await this.transfers.advanceLate(ask, transfer, made, { now, also })
        : await this.transfers.advance(ask, transfer.id, made, { now, also });
      await this.troubles.report(tx, transfer, judged, now);
      if (former?.endedAs === 'rejected') await this.reRoutes.keepCause(tx, transfer, former);
      if (hqWrite) {
        const write = { accountId, leadId, ...hqWrite, answeredAt };
        await publishLeadWritten(this.bus, tx, write, job.correlationId);
      }
      if (made.state === 'cancelled') await this.contacts.forget(tx, own);
    });
  }
}
