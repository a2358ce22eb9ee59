import type { MessageKey } from '@hub/messages';
import type {
  BranchFacts,
  LeadFacts,
  NotTaken,
  Reason,
  RouteRules,
  Target,
  TerritoryFacts,
  RotationStep,
} from './facts.js';

/** A branch that may get the lead, with its weight in the territory. */
export interface Candidate {
  branch: BranchFacts;
  weight: number | null;
}

/** Why a branch cannot have the lead now. */
export interface Hindrance {
  found: string;
  until: string | null;
  /**
   * `no`: only a person ends it. `yes`: it ends by itself. `rather`: so, and the lead waits for it even where there is
   * a fallback.
   */
  waits: 'no' | 'yes' | 'rather';
}

/** A hindrance on the path. */
export interface Hindered extends Omit<Hindrance, 'found'> {
  reason: NotTaken;
}

/** How far the path has come. */
export interface Course {
  /** Null: nothing has named a branch yet. */
  candidates: readonly Candidate[] | null;
  /** No other branch may get the lead: a person has named the branch, or its territory is exclusive. */
  isBound: boolean;
  /** Where the candidates come from, when the rules name the territory. */
  territory: TerritoryFacts | null;
  hindered: readonly Hindered[];
  rotation: RotationStep | null;
}

/** What a rule decides by. */
export interface Situation extends Course {
  lead: LeadFacts;
  rules: RouteRules;
  /** Closed ones are history and not among them. */
  branches: readonly BranchFacts[];
  path: readonly Reason[];
  /** The first hindrance of a branch by the obstacles among the rules. */
  hindranceOf: (branch: BranchFacts) => Hindered | null;
}

/** What a rule has found. With `ends` the path ends here; `transfer` goes to the one candidate. */
export interface Finding {
  reasons?: readonly Reason[];
  notTaken?: readonly NotTaken[];
  course?: Partial<Course>;
  ends?:
    { kind: 'transfer'; branch: BranchFacts & { target: Target } } | { kind: 'wait' | 'manual' | 'ignore' };
}

interface Named {
  name: string;
  /** The text of each check that the rule puts on the path; its facts are `found`, `value`, `regions` and `until`. */
  words: Readonly<Record<string, MessageKey>>;
}

/** A step of routing. Null: it has nothing to say. */
export interface StepRule extends Named {
  judge: (situation: Situation) => Finding | null;
}

/** A step that takes branches out of the candidates. Its one check has the name of the rule. */
export interface ObstacleRule extends Named {
  hinders: (branch: BranchFacts, situation: Pick<Situation, 'lead' | 'rules'>) => Hindrance | null;
}

export type RoutingRule = StepRule | ObstacleRule;
