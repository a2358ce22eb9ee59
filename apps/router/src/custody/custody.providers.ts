import type { Provider } from '@nestjs/common';
import { ApplyLegDecision } from './apply-leg-decision.js';
import { AskBranch } from './ask-branch.js';
import { AskChecks } from './ask-checks.js';
import { AskReRoute } from './ask-re-route.js';
import { BeginLeg } from './begin-leg.js';
import { CheckMirrors } from './check-mirrors.js';
import { ChoicesInFeed } from './choices-in-feed.js';
import { ChooseBranch } from './choose-branch.js';
import { CloseBranchLead } from './close-branch-lead.js';
import { CustodyConsumer } from './custody.consumer.js';
import { EndLeg } from './end-leg.js';
import { EnqueueChecks } from './enqueue-checks.js';
import { FindReopened } from './find-reopened.js';
import { ChangeLeaving } from './change-leaving.js';
import { FollowChoice } from './follow-choice.js';
import { FollowLeg } from './follow-leg.js';
import { FindSuccessor } from './find-successor.js';
import { FollowMerge } from './follow-merge.js';
import { FollowEnded } from './follow-ended.js';
import { FreePlace } from './free-place.js';
import { GoOn } from './go-on.js';
import { GoOnMerged } from './go-on-merged.js';
import { InHandRepository } from './in-hand.repository.js';
import { KnownNames } from './known-names.js';
import { LeaveBranch } from './leave-branch.js';
import { LeavingPlaces } from './leaving-place.js';
import { LegRepository } from './leg.repository.js';
import { LoadLeaving } from './load-leaving.js';
import { LoadMirror } from './load-mirror.js';
import { MirrorLeg } from './mirror-leg.js';
import { MirrorRepository } from './mirror.repository.js';
import { NoteLeaving } from './note-leaving.js';
import { OverwrittenLegs } from './overwritten-legs.js';
import { ReRouteRepository } from './re-route.repository.js';
import { ReadChoice } from './read-choice.js';
import { ReadClosed } from './read-closed.js';
import { ReadHand } from './read-hand.js';
import { ReadLegFacts } from './read-leg-facts.js';
import { ReadRejection } from './read-rejection.js';
import { ReadTrail } from './read-trail.js';
import { RecordLeaving } from './record-leaving.js';
import { RefusedWork } from './refused-work.js';
import { RestoreOverwritten } from './restore-overwritten.js';
import { ResumeLeg } from './resume-leg.js';
import { ResumeReopened } from './resume-reopened.js';
import { RetryInHand } from './retry-in-hand.js';
import { RuleOfMirrors } from './rule-of-mirrors.js';
import { SendToBranch } from './send-to-branch.js';
import { TryInHand } from './try-in-hand.js';
import { TryLeaving } from './try-leaving.js';
import { WatchUntaken } from './watch-untaken.js';
import { WriteMirror } from './write-mirror.js';

/** What this folder gives to the router's module. */
export const custodyProviders: Provider[] = [
  ApplyLegDecision,
  AskBranch,
  AskChecks,
  AskReRoute,
  BeginLeg,
  CheckMirrors,
  ChoicesInFeed,
  ChooseBranch,
  CloseBranchLead,
  CustodyConsumer,
  EndLeg,
  EnqueueChecks,
  FindReopened,
  FindSuccessor,
  ChangeLeaving,
  FollowChoice,
  FollowLeg,
  FollowMerge,
  FollowEnded,
  FreePlace,
  GoOn,
  GoOnMerged,
  InHandRepository,
  KnownNames,
  LeaveBranch,
  LeavingPlaces,
  LegRepository,
  LoadLeaving,
  LoadMirror,
  MirrorLeg,
  MirrorRepository,
  NoteLeaving,
  OverwrittenLegs,
  ReadChoice,
  ReadClosed,
  ReadHand,
  ReadLegFacts,
  ReadRejection,
  ReadTrail,
  RecordLeaving,
  RefusedWork,
  ReRouteRepository,
  RestoreOverwritten,
  ResumeLeg,
  ResumeReopened,
  RetryInHand,
  RuleOfMirrors,
  SendToBranch,
  TryInHand,
  TryLeaving,
  WatchUntaken,
  WriteMirror,
];
