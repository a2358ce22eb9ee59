import { Reply } from '@hub/bus';
import {
  decodeCursor,
  forgedCursor,
  pageOf,
  ReportRequest,
  ReportTableRequest,
  type CursorShape,
  type ReportPage,
  type ReportTable,
} from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller } from '@nestjs/common';
import { MakeReport } from './make-report.js';
import { tableOfReport } from './table-of-report.js';
import { isSortKey, sortKeyOf } from './tally-report.js';

const cursors: CursorShape = { list: 'exchange report', parts: ['text'] };
const usualPage = 50;
/** As many lines as one answer of the bus can carry. */
const mostLines = 1_000;

/** Answers for the report of the lead exchange. */
@Controller()
export class ReportController {
  constructor(private readonly report: MakeReport) {}

  @Reply('limits.report.show')
  async show({ cursor, limit, ...request }: ReportRequest): Promise<ReportPage> {
    const [after = ''] = cursor ? decodeCursor(cursors, cursor) : [];
    if (cursor && !isSortKey(after)) throw forgedCursor();
    const rows = (await this.report.run(request)).filter((row) => sortKeyOf(row) > after);
    return pageOf(rows, limit ?? usualPage, cursors, (row) => [sortKeyOf(row)]);
  }

  @Reply('limits.report.table')
  async table(request: ReportTableRequest): Promise<ReportTable> {
    const rows = await this.report.run(request);
    if (rows.length > mostLines)
      throw new Problem(400, message('problems.report-too-long', { rows: rows.length, max: mostLines }));
    return { text: tableOfReport(rows, request.groupBy) };
  }
}
