import { Inject, Injectable } from '@nestjs/common';
import { DataSource, MoreThan } from 'typeorm';
import { MovedDeal } from './moved-deal.entity.js';

/** What applies recorded of the deals that they move. */
@Injectable()
export class MovedDealsRepository {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  /** How many deals of a plan were moved, and how many calls have no answer yet. */
  async count(planId: string): Promise<{ moved: number; sent: number }> {
    const [row] = await this.source.query<{ moved: number; sent: number }[]>(
      `SELECT count(moved_at)::int AS moved, count(*) FILTER (WHERE moved_at IS NULL)::int AS sent
         FROM sync.moved_deal WHERE plan_id = $1`,
      [planId],
    );
    return row ?? { moved: 0, sent: 0 };
  }

  /** The deals behind this one, by number. */
  listPage(planId: string, limit: number, after: number): Promise<MovedDeal[]> {
    return this.source.manager.find(MovedDeal, {
      where: { planId, leadId: MoreThan(after) },
      order: { leadId: 'ASC' },
      take: limit,
    });
  }
}
