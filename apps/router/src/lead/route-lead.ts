import type {
  BranchFacts,
  LeadFacts,
  NotTaken,
  Reason,
  RouteRules,
  Target,
  RotationStep,
} from '../rule/facts.js';
import { withoutBranch } from '../rule/without-branch.js';
import { routingRules } from '../rule/routing-rules.js';
import type { Course, Finding, Hindered, ObstacleRule, Situation } from '../rule/routing-rule.js';

export { closingStatusIds } from '../rule/closing-status-ids.js';
export type { BranchFacts, LeadFacts, NotTaken, Reason, RouteRules, Target } from '../rule/facts.js';

/**
 * What routing says about a lead, the path to it, and the branches that it passed by. `rotation`: the branch was chosen by its
 * turn, which has to be recorded with the decision.
 */
export type RouteDecision = { reasons: Reason[]; notTaken?: readonly NotTaken[] } & (
  | { kind: 'transfer'; branch: BranchFacts & { target: Target }; rotation?: RotationStep }
  | { kind: 'wait' | 'manual' | 'ignore' }
);

/** About a lead that is gone: deleted, or merged into another one. */
export const goneDecision: RouteDecision = { kind: 'ignore', reasons: [{ check: 'lead', found: 'absent' }] };

const beginning: Course = { candidates: null, isBound: false, territory: null, hindered: [], rotation: null };

/**
 * Says which branch gets a lead, and by which path: the rules of `routingRules`, one after the other. `ignore`: not
 * routing's business; `wait`: nothing says yet where it belongs, nobody has accepted it from «Неразобранное», or its
 * branch cannot take it yet; `manual`: a person has to decide. Never two branches for one lead.
 */
export function routeLead(
  lead: LeadFacts,
  rules: RouteRules,
  branches: readonly BranchFacts[],
): RouteDecision {
  // A closed branch is history: its regions and its name belong to whoever has them now.
  const open = branches.filter(({ state }) => state !== 'closed');
  const path: Reason[] = [];
  const notTaken: NotTaken[] = [];
  const hindranceOf = (branch: BranchFacts) => firstHindrance(branch, { lead, rules });
  let course = beginning;
  for (const rule of routingRules) {
    const situation = { ...course, lead, rules, branches: open, path, hindranceOf };
    const finding = 'hinders' in rule ? takeOut(rule, situation) : rule.judge(situation);
    if (!finding) continue;
    path.push(...(finding.reasons ?? []));
    notTaken.push(...(finding.notTaken ?? []));
    course = { ...course, ...finding.course };
    if (finding.ends) return decisionOf(finding.ends, path, notTaken, course);
  }
  return decisionOf({ kind: 'manual' }, path, notTaken, course);
}

function decisionOf(
  ends: NonNullable<Finding['ends']>,
  reasons: Reason[],
  notTaken: readonly NotTaken[],
  { rotation }: Course,
): RouteDecision {
  const passed = notTaken.length > 0 ? { notTaken } : {};
  return { ...ends, reasons, ...passed, ...(rotation && ends.kind === 'transfer' ? { rotation } : {}) };
}

/** Takes the hindered out of the candidates. */
function takeOut(rule: ObstacleRule, situation: Situation): Finding | null {
  const { candidates, hindered } = situation;
  const out = (candidates ?? []).flatMap(({ branch }) => hinder(rule, branch, situation) ?? []);
  if (!candidates || out.length === 0) return null;
  const outIds = new Set(out.map(({ reason }) => reason.branchId));
  return {
    reasons: out.map(({ reason }) => withoutBranch(reason)),
    notTaken: out.map(({ reason }) => reason),
    course: {
      candidates: candidates.filter(({ branch }) => !outIds.has(branch.id)),
      hindered: [...hindered, ...out],
    },
  };
}

function firstHindrance(branch: BranchFacts, about: Pick<Situation, 'lead' | 'rules'>): Hindered | null {
  for (const rule of routingRules) {
    const hindered = 'hinders' in rule ? hinder(rule, branch, about) : null;
    if (hindered) return hindered;
  }
  return null;
}

function hinder(
  rule: ObstacleRule,
  branch: BranchFacts,
  about: Pick<Situation, 'lead' | 'rules'>,
): Hindered | null {
  const found = rule.hinders(branch, about);
  if (!found) return null;
  const { until, waits } = found;
  const reason: NotTaken = {
    ...{ check: rule.name, found: found.found, value: branch.name, branchId: branch.id },
    ...(until === null ? {} : { until }),
  };
  return { reason, until, waits };
}
