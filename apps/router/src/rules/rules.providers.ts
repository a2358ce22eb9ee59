import type { Provider } from '@nestjs/common';
import { CheckRules } from './check-rules.js';
import { LoadLintFacts } from './load-lint-facts.js';
import { ReadWrittenFacts } from './read-written-facts.js';
import { RoutingRulesRepository } from './routing-rules.repository.js';
import { SaveRules } from './save-rules.js';
import { SimulateLead } from './simulate-lead.js';

/** What this folder gives to the router's module. */
export const rulesProviders: Provider[] = [
  CheckRules,
  LoadLintFacts,
  ReadWrittenFacts,
  RoutingRulesRepository,
  SaveRules,
  SimulateLead,
];
