import { Reply, type ReplyAbout } from '@hub/bus';
import { UsesRequest, type ObjectUses } from '@hub/contracts';
import { Controller, Inject } from '@nestjs/common';
import { LoadUses } from './load-uses.js';

/** Answers with everything that the hub's settings name in an account, over all services. */
@Controller()
export class UsesResponder {
  constructor(@Inject(LoadUses) private readonly uses: LoadUses) {}

  @Reply('sync.uses')
  async all({ accountId }: UsesRequest, { correlationId }: ReplyAbout): Promise<ObjectUses> {
    return { items: [...(await this.uses.settings(accountId, correlationId))] };
  }
}
