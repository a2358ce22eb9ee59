import type { MigrationInterface } from 'typeorm';
import { CreateAccounts1764000820001 } from './1764000820001-create-accounts.js';
import { CreateGateway1764000820002 } from './1764000820002-create-gateway.js';
import { CreateJournal1764000820003 } from './1764000820003-create-journal.js';
import { CreateLimits1764000820004 } from './1764000820004-create-limits.js';
import { CreateObserver1764000820005 } from './1764000820005-create-observer.js';
import { CreateRouter1764000820006 } from './1764000820006-create-router.js';
import { CreateSync1764000820007 } from './1764000820007-create-sync.js';
import { KeepDryPlans1764000856000 } from './1764000856000-keep-dry-plans.js';
import { KeepOwnWrites1764000857000 } from './1764000857000-keep-own-writes.js';
import { KeepClients1764000858000 } from './1764000858000-keep-clients.js';
import { NameByGlossary1764000859000 } from './1764000859000-name-by-glossary.js';
import { KeepRefusals1764000860000 } from './1764000860000-keep-refusals.js';
import { RecordAtOnce1764000864000 } from './1764000864000-record-at-once.js';
import { KeepListWrites1764000865000 } from './1764000865000-keep-list-writes.js';
import { KeepFirstRefusals1764000866000 } from './1764000866000-keep-first-refusals.js';
import { PurgeContactsByGone1764000867000 } from './1764000867000-purge-contacts-by-gone.js';
import { CarryCalls1764000868000 } from './1764000868000-carry-calls.js';
import { KeepBotStarts1764000870800 } from './1764000870800-keep-bot-starts.js';
import { DateUnseen1764000872000 } from './1764000872000-date-unseen.js';
import { KnowChoices1764000873000 } from './1764000873000-know-choices.js';
import { CarryLateContactsBeside1764000874000 } from './1764000874000-carry-late-contacts-beside.js';
import { KnowPlaces1764000875000 } from './1764000875000-know-places.js';
import { ListUnmadeLeads1764000876000 } from './1764000876000-list-unmade-leads.js';
import { KeepOffHand1764000878000 } from './1764000878000-keep-off-hand.js';
import { CarryBots1764000880000 } from './1764000880000-carry-bots.js';
import { RouteAtOnce1764000882000 } from './1764000882000-route-at-once.js';
import { KnowFirstBegin1764000888000 } from './1764000888000-know-first-begin.js';
import { TellBotsApart1764000888100 } from './1764000888100-tell-bots-apart.js';
import { KeepOpenRejections1764000890000 } from './1764000890000-keep-open-rejections.js';
import { KeepWantedBranches1764000890100 } from './1764000890100-keep-wanted-branches.js';
import { FindOffHand1764000890200 } from './1764000890200-find-off-hand.js';
import { KeepGaps1764000892000 } from './1764000892000-keep-gaps.js';
import { CompareChanged1764000894000 } from './1764000894000-compare-changed.js';
import { KnowUntimedHooks1764000894100 } from './1764000894100-know-untimed-hooks.js';
import { KnowSecretAnswers1764000896000 } from './1764000896000-know-secret-answers.js';
import { KnowBeside1764000900000 } from './1764000900000-know-beside.js';
import { UntieClosedBranches1764000906000 } from './1764000906000-untie-closed-branches.js';
import { KnowUnreadSince1764000908000 } from './1764000908000-know-unread-since.js';
import { TryGivenUpAgain1764000910000 } from './1764000910000-try-given-up-again.js';
import { KnowFirstChange1764000912000 } from './1764000912000-know-first-change.js';
import { LimitTriesAgain1764000914000 } from './1764000914000-limit-tries-again.js';
import { FindLeadsWithoutContact1764000922000 } from './1764000922000-find-leads-without-contact.js';
import { KnowWhatWasReplaced1764000924000 } from './1764000924000-know-what-was-replaced.js';
import { PurgeByAge1764000926000 } from './1764000926000-purge-by-age.js';
import { KnowRemovedEscalations1764000932000 } from './1764000932000-know-removed-escalations.js';
import { CountRevisions1764000938000 } from './1764000938000-count-revisions.js';
import { KnowBegun1764000940000 } from './1764000940000-know-begun.js';
import { AnnounceReturnedAccounts1764000944000 } from './1764000944000-announce-returned-accounts.js';
import { FindLegsOfAccounts1764000946000 } from './1764000946000-find-legs-of-accounts.js';
import { KnowMergedEscalations1764000954000 } from './1764000954000-know-merged-escalations.js';
import { KeepSigns1764000966000 } from './1764000966000-keep-signs.js';
import { AllowByGroup1764000974000 } from './1764000974000-allow-by-group.js';
import { KnowRefusals1764000974100 } from './1764000974100-know-refusals.js';
import { KeepKopecks1764000980000 } from './1764000980000-keep-kopecks.js';
import { NameContactRules1764000990000 } from './1764000990000-name-contact-rules.js';
import { KnowCopiedContact1764001000000 } from './1764001000000-know-copied-contact.js';
import { KnowDeletion1764001010000 } from './1764001010000-know-deletion.js';

/** Each makes one schema, and needs no other. */
export const firstMigrations: readonly (new () => MigrationInterface)[] = [
  CreateAccounts1764000820001,
  CreateGateway1764000820002,
  CreateJournal1764000820003,
  CreateLimits1764000820004,
  CreateObserver1764000820005,
  CreateRouter1764000820006,
  CreateSync1764000820007,
];

/** Every migration, oldest first; TypeORM orders them by the number in the class name. */
export const migrations: readonly (new () => MigrationInterface)[] = [
  ...firstMigrations,
  KeepDryPlans1764000856000,
  KeepOwnWrites1764000857000,
  KeepClients1764000858000,
  NameByGlossary1764000859000,
  KeepRefusals1764000860000,
  RecordAtOnce1764000864000,
  KeepListWrites1764000865000,
  KeepFirstRefusals1764000866000,
  PurgeContactsByGone1764000867000,
  CarryCalls1764000868000,
  KeepBotStarts1764000870800,
  DateUnseen1764000872000,
  KnowChoices1764000873000,
  CarryLateContactsBeside1764000874000,
  KnowPlaces1764000875000,
  ListUnmadeLeads1764000876000,
  KeepOffHand1764000878000,
  CarryBots1764000880000,
  RouteAtOnce1764000882000,
  KnowFirstBegin1764000888000,
  TellBotsApart1764000888100,
  KeepOpenRejections1764000890000,
  KeepWantedBranches1764000890100,
  FindOffHand1764000890200,
  KeepGaps1764000892000,
  CompareChanged1764000894000,
  KnowUntimedHooks1764000894100,
  KnowSecretAnswers1764000896000,
  KnowBeside1764000900000,
  UntieClosedBranches1764000906000,
  KnowUnreadSince1764000908000,
  TryGivenUpAgain1764000910000,
  KnowFirstChange1764000912000,
  LimitTriesAgain1764000914000,
  FindLeadsWithoutContact1764000922000,
  KnowWhatWasReplaced1764000924000,
  PurgeByAge1764000926000,
  KnowRemovedEscalations1764000932000,
  CountRevisions1764000938000,
  KnowBegun1764000940000,
  AnnounceReturnedAccounts1764000944000,
  FindLegsOfAccounts1764000946000,
  KnowMergedEscalations1764000954000,
  KeepSigns1764000966000,
  AllowByGroup1764000974000,
  KnowRefusals1764000974100,
  KeepKopecks1764000980000,
  NameContactRules1764000990000,
  KnowCopiedContact1764001000000,
  KnowDeletion1764001010000,
];
