import type { Job } from '@hub/bus';
import { In, IsNull, type EntityManager } from 'typeorm';
import type { KnownMove } from './due-moves.js';
import { MovedDeal } from './moved-deal.entity.js';

/** The move of one deal from one stage to another. */
interface Move {
  readonly leadId: number;
  readonly fromStage: string;
  readonly toStage: string;
}

/** What a plan moved and begins to move, fenced by the lease of the job that carries it out. */
export class MoveRecord {
  constructor(
    private readonly job: Pick<Job<unknown>, 'step'>,
    private readonly planId: string,
  ) {}

  async known(): Promise<Map<number, KnownMove>> {
    const { planId } = this;
    const rows = await this.job.step((tx) => tx.findBy(MovedDeal, { planId }));
    return new Map(
      rows.map(({ leadId, begunAt, movedAt }) => [leadId, { begunAt, isMoved: movedAt !== null }]),
    );
  }

  /** Before the call, so that the next attempt after a crash knows its deals. */
  async begin(moves: readonly Move[], now: Date): Promise<void> {
    const rows = moves.map((move) => ({ ...move, planId: this.planId, begunAt: now, movedAt: null }));
    await this.job.step((tx) => tx.upsert(MovedDeal, rows, ['planId', 'leadId']));
  }

  async end(leadIds: readonly number[], now: Date): Promise<void> {
    if (leadIds.length === 0) return;
    await this.job.step((tx) => tx.update(MovedDeal, this.of(leadIds), { movedAt: now }));
  }

  /** The call certainly changed nothing. */
  async takeBack(leadIds: readonly number[]): Promise<void> {
    await this.job.step((tx: EntityManager) =>
      tx.delete(MovedDeal, { ...this.of(leadIds), movedAt: IsNull() }),
    );
  }

  private of(leadIds: readonly number[]) {
    return { planId: this.planId, leadId: In([...leadIds]) };
  }
}
