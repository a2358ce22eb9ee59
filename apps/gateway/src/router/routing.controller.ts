import { RulesLint, SimulatedRouting, SimulateRouting } from '@hub/contracts';
import { Body } from '@nestjs/common';
import { Asked, type Call } from '../route/call.js';
import { ownFields } from '../route/own-fields.js';
import { Act, Area } from '../route/route.js';
import { ReplaceRulesBody } from './routing-rules.controller.js';

/** A lead of HQ may have to be read first. */
const simulateDeadlineMs = 30_000;

@Area('routing')
export class RoutingController {
  @Act('rules/lint', {
    answers: RulesLint,
    who: 'hq-read',
    isQuestion: true,
    says: 'Says what is wrong or doubtful in routing rules, without saving them.',
  })
  lint(@Asked() call: Call, @Body() body: ReplaceRulesBody): Promise<RulesLint> {
    return call.ask('router.rules.lint', ownFields(body, body, { fixed: ['version', 'savedAt'] }));
  }

  @Act('simulate', {
    answers: SimulatedRouting,
    who: 'hq-read',
    isQuestion: true,
    says: 'Says what routing would decide about one lead; nothing is recorded and nothing moves.',
  })
  simulate(@Asked() call: Call, @Body() lead: SimulateRouting): Promise<SimulatedRouting> {
    return call.ask('router.simulate', lead, simulateDeadlineMs);
  }
}
