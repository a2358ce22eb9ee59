import { describe, expect, it } from '@jest/globals';
import type { AmoClient } from '@hub/amocrm';
import { UnexpectedAnswer } from '@hub/amocrm/pure';
import { everything, nothingRead } from './lists.js';
import { readAgain } from './read-snapshot.js';

/** An account that answers every list with this one, under this key. */
function listing(key: string, rows: object[]): AmoClient {
  return {
    accountId: 'a',
    call: () => Promise.resolve({ status: 200, body: { _embedded: { [key]: rows } } }),
  };
}

const stage = (id: number, rest: object = {}) => ({ id, name: 'Этап', sort: 10, pipeline_id: 1, ...rest });
const pipeline = (...statuses: object[]) => ({
  ...{ id: 1, name: 'Воронка', sort: 1, is_main: true, is_archive: true },
  ...(statuses.length > 0 ? { _embedded: { statuses } } : {}),
});
const field = { id: 1, name: 'Поле', type: 'select' };

describe('a list of which sync makes plans', () => {
  const read = ({ part, list, key, rows }: { part: string; list: string; key: string; rows: object[] }) =>
    readAgain(listing(key, rows), nothingRead(), [{ part, list }], everything.wants);

  it.each([
    ['pipeline without a name', 'pipelines', '', 'pipelines', { ...pipeline(stage(2)), name: null }],
    ['stage without a name', 'pipelines', '', 'pipelines', pipeline(stage(2, { name: null }))],
    ['stage without a place', 'pipelines', '', 'pipelines', pipeline(stage(2, { sort: null }))],
    ['pipeline without stages', 'pipelines', '', 'pipelines', pipeline()],
    ['field without a name', 'fields', 'leads', 'custom_fields', { ...field, name: null }],
    ['list value without a name', 'fields', 'leads', 'custom_fields', { ...field, enums: [{ id: 2 }] }],
    ['loss reason without a name', 'lossReasons', '', 'loss_reasons', { id: 1, name: null }],
  ])('is refused for a %s, which is neither renamed nor deleted', async (_, part, list, key, row) => {
    await expect(read({ part, list, key, rows: [row] })).rejects.toBeInstanceOf(UnexpectedAnswer);
  });

  it('is read where all have names', async () => {
    const about = { part: 'pipelines', list: '', key: 'pipelines', rows: [pipeline(stage(2))] };
    expect((await read(about)).pipelines).toMatchObject([{ _embedded: { statuses: [{ name: 'Этап' }] } }]);
  });
});
