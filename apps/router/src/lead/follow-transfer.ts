import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { FollowChoice } from '../custody/follow-choice.js';
import { FollowEnded } from '../custody/follow-ended.js';
import { FollowContact } from '../transfer/follow-contact.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { CarryTransfer } from './carry-transfer.js';
import { JudgeLead } from './judge-lead.js';
import type { LeadWork } from './lead-work.js';

/** Does what is left when the transfer of a lead has ended: a merged lead, a contact that came late, another choice of a person. */
@Injectable()
export class FollowTransfer {
  constructor(
    private readonly judge: JudgeLead,
    private readonly contact: FollowContact,
    private readonly carry: CarryTransfer,
    private readonly choice: FollowChoice,
    private readonly ended: FollowEnded,
  ) {}

  /** A lead that has none: it may be in the handed-over stage all the same. */
  async withoutTransfer(job: Job<LeadWork>): Promise<void> {
    await this.ended.run(job);
  }

  /** `wasThere`: the transfer was there before this job. */
  async run(job: Job<LeadWork>, ended: TransferRow, wasThere: boolean): Promise<void> {
    // Its lead was handed over by another transfer, whose end is to be gone through for it.
    if (ended.cancelReason?.key === 'failures.merged') {
      const next = await this.judge.run(job);
      if (next) await this.carry.run(job, next);
      return;
    }
    // A hand-over that has not written to the HQ lead may have left «Филиал» to a person who has named another branch.
    if (wasThere || ended.choiceReadAt === null) await this.choice.ofLeg(job, ended);
    // After the choice, whose read of the lead it shares.
    if (wasThere) await this.contact.run(job, ended);
  }
}
