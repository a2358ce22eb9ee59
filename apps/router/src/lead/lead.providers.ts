import type { Provider } from '@nestjs/common';
import { CarryTransfer } from './carry-transfer.js';
import { DecisionRepository } from './decision.repository.js';
import { ExamineLead } from './examine-lead.js';
import { FollowTransfer } from './follow-transfer.js';
import { JudgeLead } from './judge-lead.js';
import { JudgedLeadRepository } from './judged-lead.repository.js';
import { KnownClients } from './known-clients.js';
import { LeadPast } from './lead-past.js';
import { LeadTraces } from './lead-traces.js';
import { LeadConsumer } from './lead.consumer.js';
import { LoadSetting } from './load-setting.js';
import { OpenLoads } from './open-loads.js';
import { ReadLeadFacts } from './read-lead-facts.js';
import { RecordDecision } from './record-decision.js';
import { RecordJudgement } from './record-judgement.js';
import { RotationRepository } from './rotation.repository.js';
import { RouteInbound } from './route-inbound.js';
import { RoutingStamp } from './routing-stamp.js';
import { ShareReading } from './share-reading.js';
import { ChooseInRotation } from './choose-in-rotation.js';
import { WakeLeads } from './wake-leads.js';

/** What this folder gives to the router's module. */
export const leadProviders: Provider[] = [
  CarryTransfer,
  DecisionRepository,
  ExamineLead,
  FollowTransfer,
  JudgedLeadRepository,
  JudgeLead,
  KnownClients,
  LeadConsumer,
  LeadPast,
  LeadTraces,
  LoadSetting,
  OpenLoads,
  ReadLeadFacts,
  RecordDecision,
  RecordJudgement,
  RotationRepository,
  RouteInbound,
  RoutingStamp,
  ShareReading,
  ChooseInRotation,
  WakeLeads,
];
