import type { ReportGrouping, ReportRow } from '@hub/contracts';
import { limits } from '@hub/limits';
import { message, say } from '@hub/messages';
import { writeCsv, type Cell } from '../table/write-csv.js';

/** The report as CSV with its heads in Russian, a column per limit that was counted; every other reason is in one. */
export function tableOfReport(rows: readonly ReportRow[], groupBy: ReportGrouping): string {
  const head = [
    ...[message('report.of', { by: groupBy }), message('report.granted'), message('report.refused')],
    ...limits.map(({ words }) => message(words.title)),
    ...[message('report.other-reasons'), message('report.empty'), message('report.failed')],
    ...[message('report.median-wait'), message('report.longest-wait')],
    ...[message('report.open'), message('report.won'), message('report.lost')],
    ...[message('report.gone'), message('report.unknown')],
  ];
  return writeCsv([head.map((one) => say(one, 'ru')), ...rows.map(cellsOf)]);
}

function cellsOf(row: ReportRow): Cell[] {
  const sumOf = (refusals: ReportRow['refusedBy']) => refusals.reduce((sum, { count }) => sum + count, 0);
  const byLimit = row.refusedBy.filter(({ reason }) => reason === 'limit');
  const others = row.refusedBy.filter(({ reason }) => reason !== 'limit');
  return [
    ...[row.name, row.granted, row.refused],
    ...limits.map(({ name }) => sumOf(byLimit.filter(({ limit }) => limit === name))),
    ...[sumOf(others), row.empty, row.failed, row.medianWaitSeconds, row.longestWaitSeconds],
    ...[row.open, row.won, row.lost, row.gone, row.unknown],
  ];
}
