import type { AmoPipeline, AmoUser } from '@hub/amocrm';
import { describe, expect, it } from '@jest/globals';
import { viewPipelines, viewUsers } from './configuration-views.js';

const stage = (id: number, sort: number, type = 0) => {
  return { id, name: `s${id}`, sort, type, color: '', is_editable: true, pipeline_id: 1, descriptions: [] };
};
const pipeline = (id: number, isArchived: boolean): AmoPipeline => {
  const flags = { is_main: id === 1, is_unsorted_on: true, is_archive: isArchived };
  return {
    id,
    name: `p${id}`,
    sort: 1,
    ...flags,
    _embedded: { statuses: [stage(142, 10_000), stage(7, 10, 1)] },
  };
};

describe('what REST shows of a configuration', () => {
  it('gives stages in their order, without archived pipelines', () => {
    expect(viewPipelines([pipeline(1, false), pipeline(2, true)])).toEqual([
      {
        ...{ id: 1, name: 'p1', isMain: true },
        stages: [
          { id: 7, name: 's7', isUnsorted: true },
          { id: 142, name: 's142', isUnsorted: false },
        ],
      },
    ]);
  });

  it('gives nothing of a user but the name', () => {
    const rights = { is_admin: true, is_active: false, is_free: false, group_id: 1, role_id: null };
    const user: AmoUser = { id: 3, name: 'Анна', email: 'a@example.ru', lang: 'ru', rights };
    expect(viewUsers([user])).toEqual([{ id: 3, name: 'Анна', isActive: false }]);
  });
});
