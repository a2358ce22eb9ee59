import { AccountRepository } from '@hub/accounts';
import { Bus, Reply, type Job, type ReplyAbout } from '@hub/bus';
import { ClaimRequest, type ClaimAnswer } from '@hub/contracts';
import { Controller, type OnModuleInit } from '@nestjs/common';
import { answerClaim } from './answer-claim.js';
import { FinishClaim } from './finish-claim.js';
import { MakeClaim } from './make-claim.js';
import { FINISH_CLAIM, type FinishJob } from './resolve-claim.js';

/** Answers presses of the button, and consumes the job that ends a claim whose process died. */
@Controller()
export class ClaimsController implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly makeClaim: MakeClaim,
    private readonly finishClaim: FinishClaim,
    private readonly accounts: AccountRepository,
  ) {}

  onModuleInit(): void {
    this.bus.consume<FinishJob>({
      consumer: FINISH_CLAIM,
      concurrency: 32,
      handle: (job) => this.finish(job),
    });
  }

  @Reply('limits.claims.make')
  async make(request: ClaimRequest, about: ReplyAbout): Promise<ClaimAnswer> {
    const claim = await this.makeClaim.make(request, about.correlationId, about.signal);
    const account = await this.accounts.get(claim.accountId);
    return answerClaim(claim, account.host, account.timeZone);
  }

  private async finish(job: Job<FinishJob>): Promise<void> {
    const claim = await this.finishClaim.finishThroughGate(job);
    const { claimId } = job.payload;
    job.log.info(
      { claimId, leadId: claim?.leadId, state: claim?.state ?? 'erased' },
      'claim finished by its job',
    );
  }
}
