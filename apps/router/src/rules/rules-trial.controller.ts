import { Reply } from '@hub/bus';
import { RoutingRulesBody, SimulateRouting, type RulesLint, type SimulatedRouting } from '@hub/contracts';
import { Controller } from '@nestjs/common';
import { CheckRules } from './check-rules.js';
import { SimulateLead } from './simulate-lead.js';

/** Answers what rules would do, before they are saved or a lead comes in. */
@Controller()
export class RulesTrialController {
  constructor(
    private readonly checking: CheckRules,
    private readonly simulating: SimulateLead,
  ) {}

  @Reply('router.rules.lint')
  async lint(rules: RoutingRulesBody): Promise<RulesLint> {
    return this.checking.lint(rules);
  }

  @Reply('router.simulate')
  async simulate(lead: SimulateRouting): Promise<SimulatedRouting> {
    return this.simulating.run(lead);
  }
}
