import type { Provider } from '@nestjs/common';
import { DeclineLeads } from './decline-leads.js';
import { FindChanging } from './find-changing.js';
import { ForeseeJudgement } from './foresee-judgement.js';
import { LoadKnown } from './load-known.js';
import { OpenAskRepository } from './open-ask.repository.js';
import { ReJudge } from './re-judge.js';
import { ReJudgeLeadRepository } from './re-judge-lead.repository.js';
import { ReJudgeList } from './re-judge-list.js';
import { ReadIntake } from './read-intake.js';
import { ReleaseLeads } from './release-leads.js';
import { ReviewReJudgeList } from './review-re-judge-list.js';
import { SweepIntake } from './sweep-intake.js';

/** What this folder gives to the router's module. */
export const reJudgeProviders: Provider[] = [
  DeclineLeads,
  FindChanging,
  ForeseeJudgement,
  LoadKnown,
  OpenAskRepository,
  ReadIntake,
  ReJudge,
  ReJudgeLeadRepository,
  ReJudgeList,
  ReleaseLeads,
  ReviewReJudgeList,
  SweepIntake,
];
