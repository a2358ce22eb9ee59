import type { Provider } from '@nestjs/common';
import { AimTransfer } from './aim-transfer.js';
import { BranchDirectory } from './branch-directory.js';
import { CarryLateContact } from './carry-late-contact.js';
import { FollowCompany } from './follow-company.js';
import { ContactIntentRepository } from './contact-intent.repository.js';
import { EndOwnerTask } from './end-owner-task.js';
import { FollowContact } from './follow-contact.js';
import { InspectTarget } from './inspect-target.js';
import { PointTransfer } from './point-transfer.js';
import { PurgeContactIntents } from './purge-contact-intents.js';
import { RecordStep } from './record-step.js';
import { RouteTransfer } from './route-transfer.js';
import { TargetTroubles } from './target-troubles.js';
import { TransferContexts } from './transfer-context.js';
import { TransferLead } from './transfer-lead.js';
import { TransferTraces } from './transfer-traces.js';
import { TransferRepository } from './transfer.repository.js';
import { AimElsewhere } from './aim-elsewhere.js';
import { WithdrawTransfer } from './withdraw-transfer.js';

/** What this folder gives to the router's module. */
export const transferProviders: Provider[] = [
  AimTransfer,
  BranchDirectory,
  CarryLateContact,
  FollowCompany,
  ContactIntentRepository,
  EndOwnerTask,
  FollowContact,
  InspectTarget,
  PointTransfer,
  PurgeContactIntents,
  RecordStep,
  RouteTransfer,
  TargetTroubles,
  TransferContexts,
  TransferLead,
  TransferRepository,
  TransferTraces,
  AimElsewhere,
  WithdrawTransfer,
];
