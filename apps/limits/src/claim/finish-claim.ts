import { AmoClients, findLead, patchLead, type AmoClient } from '@hub/amocrm';
import { message } from '@hub/messages';
import { Problem, VerdictError } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { ExchangeRepository } from '../settings/exchange.repository.js';
import { pictureOf } from '../stock/picture-of.js';
import type { LeadPicture } from '../stock/stock.repository.js';
import type { ClaimRow } from './claim.entity.js';
import { ClaimRepository } from './claim.repository.js';
import { judgeLead } from './judge-lead.js';
import { SettleClaim } from './settle-claim.js';

/**
 * Ends a reserved claim. The press itself calls it, the same press repeated, and the job that takes over from a dead
 * process; they may run at once, because each looks first and every way out is guarded by the claim's state:
 *
 * - read the held lead again;
 * - `gone`: forget it, hold the next oldest one and start again; none left: the claim is `empty`;
 * - `write`: one PATCH with owner and stage together, so that no half of it can be seen; then `granted`;
 * - `done`: an attempt before got through; `granted`.
 */
@Injectable()
export class FinishClaim {
  constructor(
    private readonly clients: AmoClients,
    private readonly claims: ClaimRepository,
    private readonly exchanges: ExchangeRepository,
    private readonly settle: SettleClaim,
  ) {}

  /**
   * Returns the settled claim. Throws the client's errors while the outcome is open (the job comes back to it), and a
   * 502 `Problem` when amoCRM refused the change: the claim is `failed` then and its lead is free.
   */
  async finish(claimId: string, signal?: AbortSignal): Promise<ClaimRow> {
    for (;;) {
      const claim = await this.claims.get(claimId);
      if (claim.state !== 'reserved' || claim.leadId === null) return claim;
      const client = this.clients.forAccount(claim.accountId, 'claim', signal);
      const exchange = await this.exchanges.get(claim.accountId);
      const lead = await findLead(client, claim.leadId);
      const now = lead && pictureOf(lead);
      const handover = { userId: claim.userId, target: claim.targetStage, ...exchange.settings };
      const verdict = judgeLead(now, handover);
      if (!now || verdict === 'gone') {
        await this.settle.holdAnother(claim, exchange, now);
        continue;
      }
      if (verdict === 'done') await this.settle.grant(claim, now);
      else {
        await this.write(client, claim, now.leadId);
        await this.settle.grant(claim, moved(now, claim));
      }
    }
  }

  private async write(client: AmoClient, claim: ClaimRow, leadId: number): Promise<void> {
    const { pipelineId: pipeline_id, statusId: status_id } = claim.targetStage;
    try {
      await patchLead(client, leadId, { responsible_user_id: claim.userId, pipeline_id, status_id });
    } catch (error) {
      if (!(error instanceof VerdictError) || error.verdict.kind !== 'never') throw error;
      const failure = error.asMessage();
      await this.settle.fail(claim, failure);
      const said = message('problems.hand-over-refused', { failure });
      throw new Problem(502, said, undefined, { cause: error });
    }
  }
}

/** The lead as our own write left it. */
function moved(lead: LeadPicture, { userId, targetStage }: ClaimRow): LeadPicture {
  return { ...lead, ownerId: userId, pipelineId: targetStage.pipelineId, statusId: targetStage.statusId };
}
