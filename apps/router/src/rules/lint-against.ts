import type { BranchCalendar } from '@hub/accounts';
import type { Facts, NameIn } from '@hub/messages';
import type { RegionAnswer } from '@hub/regions';
import type { BranchFacts } from '../rule/facts.js';

/** What the rules are checked against. */
export interface LintAgainst {
  branches: readonly (BranchFacts & {
    calendar: BranchCalendar | null;
    /** Names of the stages of its account by `pipeline/stage`; null: not known. */
    stages: ReadonlyMap<string, string> | null;
  })[];
  read: (text: string) => RegionAnswer;
  /** Every region of the dictionary. */
  regions: readonly string[];
  now: Date;
}

/** Reports what is wrong with the field at `path`. */
export type Report = (path: string, name: NameIn<'rules'>, facts?: Facts) => void;
