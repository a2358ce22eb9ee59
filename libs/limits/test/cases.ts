import { readFileSync } from 'node:fs';

/** One press with everything that happened before it, and the right answer; docs/limits.md explains the readings. */
export interface LimitCase {
  id: string;
  title: string;
  disputed: boolean;
  question: string | null;
  input: {
    account: { timeZone: string };
    settings: CaseSettings;
    user: { id: number; enabled: boolean };
    limits: Record<string, number | null>;
    facts: CaseFact[];
    claims: { at: string; user: number; lead: number; result: string }[];
    now: string;
  };
  expected:
    | { allowed: boolean; reason: string | null; blocks: CaseBlock[]; refused?: undefined }
    | { refused: { limit: number; bound: number }[] };
}

export interface CaseStage {
  pipeline: number;
  stage: number;
}

interface CaseSettings {
  managers: number[];
  exchangeStages: CaseStage[];
  targetStage: CaseStage;
  excludedStages: CaseStage[];
  keyStages: CaseStage[];
  saleStages: CaseStage[];
  refusalStages: CaseStage[];
  exchangeUsers: number[];
}

export interface CaseFact {
  at: string;
  type: string;
  lead?: number | null;
  task?: number;
  owner?: number;
  pipeline?: number;
  stage?: number;
  due?: string;
}

interface CaseBlock {
  limit: number;
  value: number | null;
  bound: number;
  freesAt: string | null;
  thisWeek?: number;
}

interface Pipeline {
  id: number;
  archived: boolean;
}

const file = new URL('../test-data/limit-cases.json', import.meta.url);

/** The pipelines that all cases share, and the cases. */
export const { pipelines, cases } = JSON.parse(readFileSync(file, 'utf8')) as {
  pipelines: Pipeline[];
  cases: LimitCase[];
};
