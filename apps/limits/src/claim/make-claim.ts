import type { ClaimRequest } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem, VerdictError } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import type { ResolvedClaim } from './answer-claim.js';
import type { ClaimRow } from './claim.entity.js';
import { ClaimLead } from './claim-lead.js';
import { accountRemoved } from './account-removed.js';
import { FinishClaim, handOverRefused } from './finish-claim.js';

/** One press: decide and reserve a lead → hand it over. */
@Injectable()
export class MakeClaim {
  constructor(
    private readonly claimLead: ClaimLead,
    private readonly finishClaim: FinishClaim,
  ) {}

  /**
   * Returns a claim that is answered. Throws a 409 `Problem` where the account was off-boarded meanwhile, a 502 `Problem` where amoCRM refused the change, whoever met that, and a 503
   * while amoCRM cannot be asked or its answer is missing: the press may be repeated with its key, and a lead that is
   * already reserved goes to this user either way.
   */
  async make(
    request: ClaimRequest,
    correlationId: string,
    signal?: AbortSignal,
  ): Promise<ClaimRow & ResolvedClaim> {
    try {
      const claim = await this.claimLead.press(request, correlationId, signal);
      const finished = await this.finishClaim.finish(claim.id, signal);
      if (!finished) throw accountRemoved();
      const { state } = finished;
      if (state === 'failed') throw handOverRefused(finished.problem);
      if (state === 'reserved') throw new Error(`Claim ${claim.id} is reserved without a lead or terms`);
      return { ...finished, state };
    } catch (error) {
      if (!(error instanceof VerdictError)) throw error;
      throw new Problem(503, message('problems.amocrm-away', { failure: error.asMessage() }), undefined, {
        cause: error,
      });
    }
  }
}
