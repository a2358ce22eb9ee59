import { Body, Query } from '@nestjs/common';
import {
  ChecklistQuery,
  ChecklistStep,
  StepBody,
  VerifiedChecklist,
  VerifyChecklist,
  type ChecklistPage,
} from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { Act, Area, List } from '../route/route.js';

/** A reading of an account: a dozen calls at most. */
const readDeadlineMs = 60_000;

@Area('checklist')
export class ChecklistController {
  @List('', {
    answers: ChecklistStep,
    who: 'branch-read',
    says: 'Lists what releases leave to people, by account: open steps, and done ones with who ticked them off and when.',
  })
  list(@Asked() call: Call, @Query() query: ChecklistQuery): Promise<ChecklistPage> {
    return call.ask('sync.checklist.list', { ...query, accountIds: call.narrowToAccounts() });
  }

  @Act('tick', {
    answers: ChecklistStep,
    who: 'branch',
    says: 'Ticks a step off. It is not asked again, with later releases too, as long as its words stay the same.',
  })
  tick(@Asked() call: Call, @Body() body: StepBody): Promise<ChecklistStep> {
    return call.ask('sync.checklist.tick', { ...body, by: call.by });
  }

  @Act('untick', { answers: ChecklistStep, who: 'branch', says: 'Opens a step again.' })
  untick(@Asked() call: Call, @Body() body: StepBody): Promise<ChecklistStep> {
    return call.ask('sync.checklist.untick', body);
  }

  @Act('verify', {
    answers: VerifiedChecklist,
    who: 'branch',
    says: 'Reads the account and ticks off what the hub can see there. The drift reading of each night does so by itself.',
  })
  verify(@Asked() call: Call, @Body() body: VerifyChecklist): Promise<VerifiedChecklist> {
    return call.ask('sync.checklist.verify', body, readDeadlineMs);
  }
}
