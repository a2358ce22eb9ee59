import { Body } from '@nestjs/common';
import { RoutingRulesBody, RoutingRulesView } from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { Area, Replace, Show } from '../route/route.js';

/** What is saved is checked against the HQ account first: a few lists are read. */
const checkDeadlineMs = 30_000;

@Area('routing-rules')
export class RoutingRulesController {
  @Show('', { answers: RoutingRulesView, who: 'hq-read', says: 'Shows the routing rules in force.' })
  show(@Asked() call: Call): Promise<RoutingRulesView> {
    return call.ask('router.rules.show', {});
  }

  @Replace('', {
    answers: RoutingRulesView,
    who: 'hq',
    says: 'Saves the next version of the routing rules; leads on their way keep theirs.',
  })
  async save(@Asked() call: Call, @Body() body: RoutingRulesBody): Promise<RoutingRulesView> {
    return call.ask('router.rules.save', body, checkDeadlineMs);
  }
}
