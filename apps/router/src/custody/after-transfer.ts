import { Injectable } from '@nestjs/common';
import { FollowContact } from '../transfer/follow-contact.js';
import { FollowChoice } from './follow-choice.js';
import { LegRepository } from './leg.repository.js';
import { EnqueueChecks } from './enqueue-checks.js';
import { RetryInHand } from './retry-in-hand.js';

/** The steps that follow when the transfer of an inbound lead is done, or its trail is in hand. */
@Injectable()
export class AfterTransfer {
  constructor(
    readonly legs: LegRepository,
    readonly choice: FollowChoice,
    readonly inHand: RetryInHand,
    readonly contact: FollowContact,
    readonly checks: EnqueueChecks,
  ) {}
}
