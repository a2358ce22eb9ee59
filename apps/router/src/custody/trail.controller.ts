import { Reply } from '@hub/bus';
import { CustodyQuery, type CustodyView } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller } from '@nestjs/common';
import { LegRepository } from './leg.repository.js';
import { viewCustody } from './view-custody.js';

/** Answers who had a lead, from when to when. */
@Controller()
export class TrailController {
  constructor(private readonly legs: LegRepository) {}

  /** By HQ's or a branch's id of the lead. A reader who is narrowed to accounts gets the legs in these alone. */
  @Reply('router.custody.show')
  async show({ accountId, leadId, accountIds }: CustodyQuery): Promise<CustodyView> {
    const legs = await this.legs.listTrail(accountId, leadId);
    const seen = legs.filter(({ leg }) => !accountIds || accountIds.includes(leg.target.accountId));
    const view = viewCustody(seen, new Date());
    if (!view) throw new Problem(404, message('problems.no-custody', { leadId: String(leadId) }));
    return view;
  }
}
