import { Reply, type ReplyAbout } from '@hub/bus';
import { UsesRequest, type ObjectUses } from '@hub/contracts';
import { Controller, Inject } from '@nestjs/common';
import { LoadUses } from './load-uses.js';

/**
 * Answers with everything that the hub's settings name in an account by id, over all services. What they find there by name
 * an account may also lack.
 */
@Controller()
export class UsesResponder {
  constructor(@Inject(LoadUses) private readonly uses: LoadUses) {}

  @Reply('sync.uses')
  async all({ accountId }: UsesRequest, { correlationId }: ReplyAbout): Promise<ObjectUses> {
    const uses = await this.uses.settings(accountId, correlationId);
    return { items: uses.filter(({ title }) => title == null) };
  }
}
