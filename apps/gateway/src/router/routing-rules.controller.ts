import { Body, Headers } from '@nestjs/common';
import { IntField, MomentField, RoutingRulesBody, RoutingRulesView } from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { versionToReplace } from '../route/if-match.js';
import { ownFields } from '../route/own-fields.js';
import { Area, Replace, Show } from '../route/route.js';

/** What is saved is checked against the HQ account first: a few lists are read. */
const checkDeadlineMs = 30_000;

/** Rules as they came from GET. */
export class ReplaceRulesBody extends RoutingRulesBody {
  @IntField({ description: 'As it was read', optional: true })
  version?: number | null;

  @MomentField({ description: 'As it was read', optional: true })
  savedAt?: string | null;
}

@Area('routing-rules')
export class RoutingRulesController {
  @Show('', {
    answers: RoutingRulesView,
    who: 'hq-read',
    isVersioned: true,
    says: 'Shows the routing rules in force.',
  })
  show(@Asked() call: Call): Promise<RoutingRulesView> {
    return call.ask('router.rules.show', {});
  }

  @Replace('', {
    answers: RoutingRulesView,
    who: 'hq',
    isVersioned: true,
    says: 'Saves the next version of the routing rules; leads that wait are judged again.',
  })
  async save(
    @Asked() call: Call,
    @Body() body: ReplaceRulesBody,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<RoutingRulesView> {
    const before = await call.find('router.rules.show', {});
    const ifVersion = versionToReplace(ifMatch, before?.version ?? 0);
    const own = ownFields(body, before, { fixed: ['version', 'savedAt'] });
    return call.ask('router.rules.save', { ...own, ifVersion }, checkDeadlineMs);
  }
}
