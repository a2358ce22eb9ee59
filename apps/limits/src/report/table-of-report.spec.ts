import { expect, it } from '@jest/globals';
import type { ReportRow } from '@hub/contracts';
import { tableOfReport } from './table-of-report.js';

const row: ReportRow = {
  ...{ accountId: 'a', key: '5', name: 'Анна', granted: 0, refused: 40, empty: 1, failed: 2 },
  ...{ medianWaitSeconds: null, longestWaitSeconds: null, open: 0, won: 0, lost: 0, gone: 0, unknown: 0 },
  refusedBy: [
    { reason: 'not-enabled', limit: null, count: 20 },
    { reason: 'history-missing', limit: 'interval', count: 12 },
    { reason: 'claim-in-progress', limit: null, count: 5 },
    { reason: 'limit', limit: 'interval', count: 3 },
  ],
};

it('has what each limit refused, and everything else as other reasons', () => {
  const [head = [], cells = []] = tableOfReport([row], 'manager')
    .split('\r\n')
    .map((line) => line.split(';'));
  const of = (title: string) => cells[head.indexOf(title)];
  expect([of('Отказано'), of('Интервал'), of('Другие причины отказа'), of('Не было заявок')]).toEqual([
    ...['40', '3', '37', '1'],
  ]);
});
