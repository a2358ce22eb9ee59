import { Query } from '@nestjs/common';
import { ReportQuery, ReportRow, ReportSpan, ReportTable, type ReportPage } from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { Area, List, Show } from '../route/route.js';

/** A year of presses is read page by page. */
const deadlineMs = 25_000;

@Area('exchange/report')
export class ReportController {
  @List('', {
    answers: ReportRow,
    who: 'branch-read',
    widget: 'admins',
    says: 'Adds presses of the button up: given and refused, by which limit, how long leads waited, what became of them.',
  })
  show(@Asked() call: Call, @Query() query: ReportQuery): Promise<ReportPage> {
    return call.ask('limits.report.show', { ...query, accountIds: call.narrowToAccounts() }, deadlineMs);
  }

  @Show('table', {
    answers: ReportTable,
    who: 'branch-read',
    says: 'Gives the same as CSV for a spreadsheet.',
  })
  table(@Asked() call: Call, @Query() query: ReportSpan): Promise<ReportTable> {
    return call.ask('limits.report.table', { ...query, accountIds: call.narrowToAccounts() }, deadlineMs);
  }
}
