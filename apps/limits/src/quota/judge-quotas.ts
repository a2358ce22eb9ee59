import type { LeadAtHq } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { decideQuota, questionsOf, type QuotaVerdict } from './decide-quota.js';
import type { ZonedQuota } from './quota.repository.js';
import { ReservationRepository } from './reservation.repository.js';

/** A branch and how its quota was judged. */
export type JudgedQuota = QuotaVerdict & { branchId: string };

/** Loads what quotas are judged by and decides. */
@Injectable()
export class JudgeQuotas {
  constructor(private readonly reservations: ReservationRepository) {}

  /** All of these at once, as of `now` in epoch milliseconds; `but` leaves out what is reserved for this lead. */
  async judge(
    tx: EntityManager,
    quotas: readonly ZonedQuota[],
    now: number,
    but: LeadAtHq | null = null,
  ): Promise<JudgedQuota[]> {
    const terms = quotas.map(({ branchId, limits: bounds, savedAt, zone }) => {
      const own = { bounds, zone, now, savedAt: savedAt.getTime() };
      return { branchId, own, questions: questionsOf(own) };
    });
    const asked = terms.flatMap(({ branchId, questions }) =>
      questions.map((question) => ({ branchId, question })),
    );
    const answers = await this.reservations.answer(tx, asked, but);
    const known = new Map(asked.map((one, at) => [JSON.stringify(one), answers[at]]));
    return terms.map(({ branchId, own }) => ({
      branchId,
      ...decideQuota(own, (question) => {
        const answer = known.get(JSON.stringify({ branchId, question }));
        if (answer === undefined) throw new Error(`Nobody has answered ${question.of} about ${branchId}`);
        return answer;
      }),
    }));
  }
}
