import { AmoClients } from '@hub/amocrm';
import type { GivenUp, Job } from '@hub/bus';
import { VerdictError } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AdvanceRollout, type IntakeJob } from './advance-rollout.js';
import { weeksCompared, type Intake } from './judge-intake.js';
import { readIntake, type Span } from './read-intake.js';
import { RolloutRepository } from './rollout.repository.js';

/** After so many attempts a rollout goes on without the measure. */
const attempts = 3;
const weekSeconds = 7 * 86_400;

/**
 * The job that counts the leads of an account's gate. A measure that is not available stops nothing, and the reason
 * says so.
 */
@Injectable()
export class MeasureIntake {
  constructor(
    @Inject(AmoClients) private readonly clients: AmoClients,
    @Inject(RolloutRepository) private readonly rollouts: RolloutRepository,
    @Inject(AdvanceRollout) private readonly advance: AdvanceRollout,
  ) {}

  async measure(job: Job<IntakeJob>): Promise<void> {
    const { accountId, from, to } = job.payload;
    let intake: Intake;
    try {
      intake = await readIntake(
        this.clients.forAccount(accountId, 'bulk', job.signal),
        spansOf({ from, to }),
      );
    } catch (error) {
      if (!(error instanceof VerdictError)) throw error;
      const isWaiting = error.verdict.kind === 'retry' && !('waitsFor' in error.verdict);
      if (isWaiting && job.attempt < attempts) throw error;
      intake = { kind: 'unknown', why: error.asMessage() };
    }
    await job.finish((tx) => this.keep(tx, job.payload, intake, job.correlationId));
  }

  async giveUp(tx: EntityManager, { payload, reason, correlationId }: GivenUp<IntakeJob>): Promise<void> {
    await this.keep(tx, payload, { kind: 'unknown', why: reason }, correlationId);
  }

  /** A measure of an earlier gate of the account is discarded. */
  private async keep(
    tx: EntityManager,
    asked: IntakeJob,
    intake: Intake,
    correlationId: string,
  ): Promise<void> {
    const { rolloutId, accountId, from } = asked;
    await this.rollouts.lock(tx, rolloutId);
    const row = await this.rollouts.findAccount(rolloutId, accountId, tx);
    if (row?.intake?.kind !== 'asked' || row.intake.from !== from) return;
    await this.rollouts.changeAccount(tx, row, { intake });
    await this.advance.wake(tx, rolloutId, correlationId);
  }
}

/** The gate's time, and the same time of the weeks before. */
function spansOf({ from, to }: Span): Span[] {
  return Array.from({ length: weeksCompared + 1 }, (_, week) => ({
    from: from - week * weekSeconds,
    to: to - week * weekSeconds,
  }));
}
