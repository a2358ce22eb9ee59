import { Reply } from '@hub/bus';
import { UsesRequest, type ObjectUse, type ObjectUses } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller } from '@nestjs/common';

/** Stands in for router and limits: answers what a test has set up. */
@Controller()
export class UsesStub {
  static readonly uses = new Map<string, ObjectUse[]>();
  /** Whether the services are away. */
  static isAway = false;

  @Reply('router.uses')
  routing(request: UsesRequest): Promise<ObjectUses> {
    return answer(request);
  }

  @Reply('limits.uses')
  exchange(request: UsesRequest): Promise<ObjectUses> {
    return answer(request, false);
  }
}

function answer({ accountId }: UsesRequest, isRouting = true): Promise<ObjectUses> {
  if (UsesStub.isAway) throw new Problem(503, message('problems.bus-away'));
  const routing = new Set([
    ...['intake', 'handed-over', 'region-field', 'branch-field', 'allowed-field', 'escalation-branch'],
  ]);
  const items = (UsesStub.uses.get(accountId) ?? []).filter(({ by }) => routing.has(by) === isRouting);
  return Promise.resolve({ items });
}
