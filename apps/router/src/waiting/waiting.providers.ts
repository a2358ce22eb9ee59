import type { Provider } from '@nestjs/common';
import { FindWaiting } from './find-waiting.js';
import { OperateLead } from './operate-lead.js';
import { OperatorActs } from './operator-acts.js';
import { OperatorRecord } from './operator-record.js';
import { ReviewCustody } from './review-custody.js';
import { ReviewWaiting } from './review-waiting.js';
import { WaitingRepository } from './waiting.repository.js';

/** What this folder gives to the router's module. */
export const waitingProviders: Provider[] = [
  FindWaiting,
  OperateLead,
  OperatorActs,
  OperatorRecord,
  ReviewCustody,
  ReviewWaiting,
  WaitingRepository,
];
