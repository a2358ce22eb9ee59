import { Reply } from '@hub/bus';
import { CustodyQuery, type CustodyView } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller } from '@nestjs/common';
import { ReadTrail } from './read-trail.js';

/** Answers who had a lead, from when to when. */
@Controller()
export class TrailController {
  constructor(private readonly trail: ReadTrail) {}

  /** By HQ's or a branch's id of the lead. A reader who is narrowed to accounts gets what is in these alone. */
  @Reply('router.custody.show')
  async show({ accountId, leadId, accountIds }: CustodyQuery): Promise<CustodyView> {
    const view = await this.trail.run(accountId, leadId, accountIds);
    if (!view) throw new Problem(404, message('problems.no-custody', { leadId: String(leadId) }));
    return view;
  }
}
