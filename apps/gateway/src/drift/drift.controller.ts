import { Body, Query } from '@nestjs/common';
import {
  AdoptDriftBody,
  DriftFindingView,
  DriftQuery,
  ExceptDriftBody,
  ExceptedFindings,
  FixDrift,
  PlanView,
  ProposedFindings,
  type DriftPage,
} from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { Act, Area, Create, List } from '../route/route.js';

/** A fix is a plan: it reads the whole configuration of an account. */
const readDeadlineMs = 120_000;

@Area('drift')
export class DriftController {
  @List('', {
    answers: DriftFindingView,
    who: 'branch-read',
    says: 'Lists what accounts differ in from the release they were brought to, newest first.',
  })
  list(@Asked() call: Call, @Query() query: DriftQuery): Promise<DriftPage> {
    return call.ask('sync.drift.list', { ...query, accountIds: call.narrowToAccounts() });
  }

  @Create('fix', {
    answers: PlanView,
    who: 'hq',
    says: 'Plans the way back for findings of an account, and for nothing else. The plan is approved and applied like any other.',
  })
  fix(@Asked() call: Call, @Body() body: FixDrift): Promise<PlanView> {
    return call.ask('sync.drift.fix', body, readDeadlineMs);
  }

  @Act('adopt', {
    answers: ProposedFindings,
    who: 'hq',
    says: 'Proposes findings of an account for the next release. Nothing is changed in the reference.',
  })
  adopt(@Asked() call: Call, @Body() body: AdoptDriftBody): Promise<ProposedFindings> {
    return call.ask('sync.drift.adopt', { ...body, by: call.by });
  }

  @Act('except', {
    answers: ExceptedFindings,
    who: 'hq',
    says: 'Makes findings exceptions of their account, with a reason and an end.',
  })
  except(@Asked() call: Call, @Body() body: ExceptDriftBody): Promise<ExceptedFindings> {
    return call.ask('sync.drift.except', { ...body, by: call.by });
  }
}
