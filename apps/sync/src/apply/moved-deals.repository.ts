import { Inject, Injectable } from '@nestjs/common';
import { DataSource, IsNull, MoreThan, Not } from 'typeorm';
import { MovedDeal } from './moved-deal.entity.js';

/** What applies recorded of the deals that they move. */
@Injectable()
export class MovedDealsRepository {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  /** How many deals of a plan were moved, and how many calls have no answer yet. */
  async count(planId: string): Promise<{ moved: number; sent: number }> {
    const deals = this.source.getRepository(MovedDeal);
    const moved = await deals.countBy({ planId, movedAt: Not(IsNull()) });
    return { moved, sent: await deals.countBy({ planId, movedAt: IsNull() }) };
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
