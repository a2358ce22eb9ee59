import type { BranchRegion } from '@hub/accounts';
import type { OutsideHours, Strategy, WithoutQuota } from '@hub/contracts';
import type { Area } from '@hub/regions';
import type { LeadPlace } from '../region/read-place.js';

/** What an operator has said about a lead. `by` is who, or by which key; `isDone`: the branch has got the lead. */
export type OperatorWord =
  | { kind: 'assign'; branchId: string; by: string; isDone: boolean }
  | { kind: 'ignore'; reason: string; by: string };

/** A branch that has the client, and by what that is known: the contact of head office, a phone or an e-mail. */
export interface KnownBranch {
  branchId: string;
  by: 'contact' | 'phone' | 'email';
}

/**
 * The facts of a lead that routing decides by. `branchName` is the text of «Филиал», `place` what the lead says of the
 * client's place.
 */
export interface LeadFacts {
  accountId: string;
  pipelineId: number;
  statusId: number;
  /** It is in «Неразобранное»: a person may still decline it, or link it to an older lead. */
  isUnsorted: boolean;
  place: LeadPlace;
  branchName: string | null;
  word?: OperatorWord | null;
  /** It is the card that was made at HQ for a deal which its branch has given to HQ, and the branch still waits for it. */
  isEscalated?: boolean;
  /** It was handed over before, or is on its way: what becomes of it is decided by custody, not by its stage. */
  hasTrail?: boolean;
  /** The last branch that had it, and has it no longer; missing or null: none had it, or one has or gets it. */
  lastLeg?: LastLeg | null;
  /** A person has asked to have it decided anew. */
  isAsked?: boolean;
  /** The branches that have the client, the one with the newest lead first. */
  known?: readonly KnownBranch[];
  /** The names of branches whose contacts are not read, so that nobody knows whether they have the client. */
  unreadBranches?: readonly string[];
  /** The branch of the running transfer. Its rotation step and its place in the quota are recorded already. */
  currentBranchId?: string | null;
}

/** What the leg of a lead that has ended left at HQ. */
export interface LastLeg {
  /** The handed-over stage of the rules by which the lead was handed over; null: not known. */
  statusId: number | null;
  /** A person has named a branch in «Филиал» since. */
  isOtherChosen: boolean;
}

/** Where a branch wants its leads. */
export interface Target {
  accountId: string;
  pipelineId: number;
  statusId: number;
  /** Null: amoCRM gives the lead to the owner of the token. */
  ownerId: number | null;
  /** Who owns the lead when `ownerId` has left the account; null: the owner of the token. */
  standInId: number | null;
}

/** Whether a branch is open now; `opensAt` is when it is next, ISO 8601, and null when that cannot be said. */
export interface Opening {
  isOpen: boolean;
  opensAt: string | null;
}

/** Whether a branch has had as many leads as it may get, and until when (ISO 8601) that holds. */
export interface QuotaFacts {
  isFull: boolean;
  until: string | null;
}

export interface BranchFacts {
  id: string;
  name: string;
  state: 'active' | 'paused' | 'closed';
  regions: readonly BranchRegion[];
  /** The places that its regions mean in the dictionary; without it only the written texts are compared. */
  areas?: readonly Area[];
  /** Null while HQ has not said where the branch's leads go. */
  target: Target | null;
  /** Missing: it has no calendar, or the rules do not ask for hours. */
  opening?: Opening;
  /** Whether it has a quota. */
  isLimited?: boolean;
  /**
   * Missing: it has no quota, or the limits service was not asked. Null: it has one, and the service did not answer.
   */
  quota?: QuotaFacts | null;
  /** Read only where the rules choose by load. */
  openLeads?: number;
}

/** A region that the rules give to branches by name. A branch that is in any of them has no other territory. */
export interface TerritoryFacts {
  region: string;
  branches: readonly { branchId: string; weight?: number | null }[];
  isExclusive?: boolean | null;
  areas?: readonly Area[];
  /** By branch id; see `pickWeighted`. */
  credits?: Credits;
}

/** How much each branch of a territory is behind (positive) or ahead of its share. */
export type Credits = Readonly<Record<string, number>>;

export interface RouteRules {
  hqAccountId: string;
  intakePipelineId: number;
  handedOverStatusId: number;
  territories?: readonly TerritoryFacts[] | null;
  strategy?: Strategy | null;
  outsideHours?: OutsideHours | null;
  withoutQuota?: WithoutQuota | null;
  repeatClientFirst?: boolean | null;
  fallbackBranchId?: string | null;
}

/**
 * One step on the path: what was checked, what was found there, and the value itself. The step `place` says how the
 * region was recognised (`fuzzy`: from a misspelling), and which one it is. The words of a check are its rule's.
 */
export interface Reason {
  check: string;
  found: string;
  value?: string;
  /** The regions that the value may mean. */
  candidates?: string[];
  /** Until when it holds, ISO 8601. */
  until?: string;
}

/** A branch that might have got the lead, and the step that says why it did not; `value` is its name. */
export interface NotTaken extends Reason {
  branchId: string;
}

/** The territory in which the branch was chosen by rotation or load, and its credits after that. */
export interface RotationStep {
  territory: string;
  credits: Credits;
}
