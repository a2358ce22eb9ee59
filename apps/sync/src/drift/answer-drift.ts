import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AccountException } from '../exception/account-exception.entity.js';
import { AllowDifference } from '../exception/allow-difference.js';
import { PlanMaker } from '../plan-run/make-plan.js';
import type { PlanRun } from '../plan-run/plan-run.entity.js';
import { BroughtRepository } from './brought.repository.js';
import type { DriftFinding } from './drift-finding.entity.js';
import { DriftRepository } from './drift.repository.js';
import { attributesOf } from './find-drift.js';

/** Findings of one account that are answered together; all living ones without ids. */
interface Chosen {
  accountId: string;
  findingIds?: readonly string[] | null;
}

/** The three answers to findings: bring the account back, take them over into the next release, or allow them. */
@Injectable()
export class AnswerDrift {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(DriftRepository) private readonly drift: DriftRepository,
    @Inject(BroughtRepository) private readonly plans: BroughtRepository,
    @Inject(PlanMaker) private readonly maker: PlanMaker,
    @Inject(AllowDifference) private readonly allow: AllowDifference,
  ) {}

  /** A plan to the account's release, narrowed to the objects of the findings; it is approved and applied like any other. */
  async fix(chosen: Chosen, correlationId: string): Promise<PlanRun> {
    const findings = await this.choose(chosen);
    const only = findings.map(({ kind, key }) => ({ kind, key }));
    const { accountId } = chosen;
    const brought = await this.plans.findBrought(accountId);
    if (!brought) throw new Problem(409, message('drift.no-release'));
    return this.maker.make({ accountId, releaseId: brought.releaseId, only }, correlationId);
  }

  /** Proposes the findings for the next release; they live until it comes or the account is as released again. */
  async adopt(chosen: Chosen & { note: string; by: string }, now: Date): Promise<DriftFinding[]> {
    const findings = await this.choose(chosen);
    const proposal = { note: chosen.note, by: chosen.by, at: now.toISOString() };
    const ids = findings.map(({ id }) => id);
    await inTransaction(this.source, (tx) => this.drift.propose(tx, ids, proposal));
    return findings.map((finding) => ({ ...finding, proposal }));
  }

  /** Makes the findings exceptions of the account, or widens those it has, and ends them. */
  async except(
    chosen: Chosen & { reason: string; endsAt: Date; by: string },
    now: Date,
  ): Promise<AccountException[]> {
    const findings = await this.choose(chosen);
    const { accountId, reason, endsAt, by } = chosen;
    return inTransaction(this.source, async (tx) => {
      const made: AccountException[] = [];
      for (const { kind, key, releaseId, drift } of findings) {
        const allowance = { accountId, kind, key, attributes: attributesOf(drift), reason, endsAt, by };
        made.push(await this.allow.widen(tx, allowance, releaseId, now));
      }
      await this.drift.end(
        tx,
        findings.map(({ id }) => ({ id, ending: 'excepted' as const })),
        now,
      );
      await this.drift.alarm(tx, accountId, now);
      return made;
    });
  }

  private async choose({ accountId, findingIds }: Chosen): Promise<DriftFinding[]> {
    const findings = await this.drift.choose(accountId, findingIds ?? null);
    if (findings.length === 0) throw new Problem(409, message('drift.nothing-found'));
    return findings;
  }
}
