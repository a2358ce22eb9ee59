import type { Provider } from '@nestjs/common';
import { BeginEscalation } from './begin-escalation.js';
import { BranchPipelines } from './branch-pipelines.js';
import { BringEscalationOn } from './bring-escalation-on.js';
import { CheckEscalations } from './check-escalations.js';
import { Escalate } from './escalate.js';
import { EscalationActs } from './escalation-acts.js';
import { EscalationContexts } from './escalation-context.js';
import { EscalationPlaces } from './escalation-places.js';
import { ReadEscalationSetting } from './escalation-setting.js';
import { EscalationRepository } from './escalation.repository.js';
import { FollowMergeInto } from './follow-merge-into.js';
import { JudgeEscalation } from './judge-escalation.js';
import { LoadEscalation } from './load-escalation.js';
import { OpenEscalation } from './open-escalation.js';
import { ActSteps } from './act-steps.js';
import { RunActs } from './run-acts.js';
import { WatchAcceptance } from './watch-acceptance.js';

/** What this folder gives to the router's module. */
export const escalationProviders: Provider[] = [
  BeginEscalation,
  BranchPipelines,
  BringEscalationOn,
  CheckEscalations,
  Escalate,
  EscalationActs,
  EscalationContexts,
  EscalationPlaces,
  EscalationRepository,
  FollowMergeInto,
  JudgeEscalation,
  LoadEscalation,
  OpenEscalation,
  ReadEscalationSetting,
  ActSteps,
  RunActs,
  WatchAcceptance,
];
