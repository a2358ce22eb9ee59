import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { LegRepository } from '../custody/leg.repository.js';
import { EscalationRepository } from '../escalation/escalation.repository.js';
import { ReceivedLeadRepository } from '../receive/received-lead.repository.js';
import { ContactIntentRepository } from './contact-intent.repository.js';
import { TransferRepository } from './transfer.repository.js';

/** What carrying leads keeps of them, from their arrival over REST to the mirror of their outcome. */
@Injectable()
export class TransferTraces {
  constructor(
    private readonly received: ReceivedLeadRepository,
    private readonly contacts: ContactIntentRepository,
    private readonly transfers: TransferRepository,
    private readonly legs: LegRepository,
    private readonly escalations: EscalationRepository,
  ) {}

  /** Erases words and contacts for an account that is removed; the trail of ids and moments stays. */
  async forgetAccount(tx: EntityManager, accountId: string): Promise<void> {
    await this.received.forgetAccount(tx, accountId);
    await this.contacts.forgetAccount(tx, accountId);
    await this.transfers.forgetAccount(tx, accountId);
    await this.legs.forgetAccount(tx, accountId, new Date());
    await this.escalations.forgetAccount(tx, accountId, new Date());
  }
}
