import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { HastenLeads } from '../again/hasten-leads.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { TransferRepository } from '../transfer/transfer.repository.js';
import { LegRepository } from './leg.repository.js';
import type { NextBranch } from './choose-branch.js';

/** Begins the leg after one that was left. */
@Injectable()
export class BeginLeg {
  constructor(
    private readonly transfers: TransferRepository,
    private readonly legs: LegRepository,
    private readonly work: HastenLeads,
  ) {}

  /**
   * Adds the leg and the work that carries it; until the branch has the lead, the trail is in hand. Call it in the transaction
   * that ends the one before.
   */
  async run(
    tx: EntityManager,
    before: TransferRow,
    branch: NextBranch,
    about: { correlationId: string; now: Date; hqBranchName?: string | null },
  ): Promise<TransferRow> {
    const { rulesVersion, hqAccountId, hqLeadId } = before;
    const added = await this.transfers.addLeg(tx, nextLeg(before, branch, { ...about, rulesVersion }));
    await this.legs.putInHand(tx, before.id, about.now);
    const lead = { accountId: hqAccountId, leadId: hqLeadId };
    await this.work.run(tx, [lead], { correlationId: about.correlationId, isNew: true });
    return added;
  }
}

/**
 * Until the hand-over has written «Филиал», HQ shows what it showed of the leg before; `hqBranchName` is null where a
 * person chose the branch after seeing that text.
 */
export function nextLeg(
  before: TransferRow,
  branch: NextBranch,
  {
    correlationId,
    now,
    rulesVersion,
    hqBranchName = before.hqBranchName ?? before.branchName,
  }: { correlationId: string; now: Date; rulesVersion: number; hqBranchName?: string | null },
): TransferRow {
  return {
    ...before,
    id: randomUUID(),
    ...{ branchId: branch.id, branchName: branch.name, target: branch.target, rulesVersion },
    ...{ state: 'decided', isReRoute: true, cancelReason: null },
    ...{ lateContact: null, lateContactAt: null },
    ...{ stepStartedAt: null, stepWrittenAt: null, stepMakesLead: false, isJoined: false },
    ...{ branchContactId: null, hqContactId: null, branchCompanyId: null },
    ...{ branchLeadId: null, branchTaskId: null },
    ...{ leftOut: [], problem: null },
    hqBranchName,
    // Routing by hand saw the place as well: what HQ shows of it asks for nothing.
    hqPlace: hqBranchName === null ? null : before.hqPlace,
    ...{ endedAs: null, endedAt: null, inHandSince: null, offHand: null },
    ...{ wantedBranchId: null, wantedSince: null },
    ...{ hqWroteAt: null, branchKeptAt: null, choiceReadAt: null, choiceGap: null },
    ...{ correlationId, startedAt: now, changedAt: now },
  };
}
