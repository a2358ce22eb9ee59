import { assigned } from './assigned.js';
import { chosenBranch } from './chosen-branch.js';
import { fallback } from './fallback.js';
import { handOver } from './hand-over.js';
import { hours } from './hours.js';
import { intake } from './intake.js';
import { knownClient } from './known-client.js';
import { nobodyLeft } from './nobody-left.js';
import { paused } from './paused.js';
import { quota } from './quota.js';
import { region } from './region.js';
import type { RoutingRule } from './routing-rule.js';
import { strategy } from './strategy.js';
import { target } from './target.js';

/** How routing decides, step by step: a rule is a file beside this one with its spec, and a line here. */
export const routingRules: readonly RoutingRule[] = [
  intake,
  assigned,
  chosenBranch,
  knownClient,
  region,
  paused,
  target,
  hours,
  quota,
  fallback,
  nobodyLeft,
  strategy,
  handOver,
];
