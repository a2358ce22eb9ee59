import { describe, expect, it } from '@jest/globals';
import { fitRelease, type LiveField, type LivePipeline } from './fit-release.js';

const pipeline = (id: number, name: string, stages: string[] = []): LivePipeline => {
  return { id, name, isArchived: false, stages };
};
const field = (id: number, name: string, code: string | null, type = 'text'): LiveField => {
  return { id, entity: 'leads', name, code, type };
};
const wantedPipeline = {
  name: 'Продажи',
  branchId: null,
  stages: 6,
  newStages: ['Новая', 'Замер', 'Договор'],
};
const wantedField = { entity: 'leads', name: 'Регион', code: 'REGION', type: 'text', branchId: null };
const fitField = (wanted: object, fields: LiveField[]) =>
  fitRelease({ pipelines: [], fields: [{ ...wantedField, ...wanted }] }, { pipelines: [], fields });
const fitPipeline = (wanted: object, pipelines: LivePipeline[]) =>
  fitRelease({ pipelines: [{ ...wantedPipeline, ...wanted }], fields: [] }, { pipelines, fields: [] });

describe('fitRelease', () => {
  it('counts a pipeline that is not there as new, with its system stages', () => {
    const fit = fitPipeline({}, [pipeline(1, 'продажи')]);
    expect(fit).toMatchObject({ newPipelines: ['Продажи'], stages: [{ name: 'Продажи', count: 6 }] });
  });

  it('adds only the stages that a pipeline lacks', () => {
    const fit = fitPipeline({}, [pipeline(1, 'Продажи', ['Неразобранное', 'Замер', 'Успешно', 'Нет'])]);
    expect(fit).toMatchObject({ adopted: { pipelines: ['Продажи'] }, stages: [{ count: 6 }] });
  });

  it('follows the ledger past a new name, unless the object is gone', () => {
    const renamed = [pipeline(7, 'Сделки'), pipeline(8, 'Продажи')];
    expect(fitPipeline({ branchId: 7 }, renamed).adopted.pipelines).toEqual([]);
    expect(fitPipeline({ branchId: 9 }, renamed).adopted.pipelines).toEqual(['Продажи']);
  });

  it.each([
    ['nothing there', {}, [], 'new'],
    ['another entity', {}, [{ ...field(1, 'Регион', 'REGION'), entity: 'contacts' }], 'new'],
    ['the code under another name', {}, [field(1, 'Область', 'REGION')], 'adopted'],
    ['the name without a code', {}, [field(1, 'Регион', null)], 'adopted'],
    ['the name with another code', {}, [field(1, 'Регион', 'AREA')], 'code'],
    ['another type', {}, [field(1, 'Регион', 'REGION', 'select')], 'type'],
    ['two of the name', { code: null }, [field(1, 'Регион', null), field(2, 'Регион', null)], 'several'],
    ['the ledger', { branchId: 1 }, [field(1, 'Переименовано', null)], 'known'],
    ['the ledger with another type', { branchId: 1 }, [field(1, 'Регион', null, 'date')], 'type'],
  ])('a field with %s', (_name, wanted, fields, expected) => {
    const fit = fitField(wanted, fields);
    const found = [
      ...fit.newFields.map(() => 'new'),
      ...fit.adopted.fields.map(() => 'adopted'),
      ...fit.collisions.fields.map(({ why }) => why),
    ];
    expect(found).toEqual(expected === 'known' ? [] : [expected]);
  });

  it('does not give one field to two', () => {
    const fields = [
      { ...wantedField, code: null, branchId: 1 },
      { ...wantedField, name: 'Иное' },
    ];
    const fit = fitRelease(
      { pipelines: [], fields },
      { pipelines: [], fields: [field(1, 'Регион', 'REGION')] },
    );
    expect(fit.collisions.fields).toEqual([{ why: 'code', name: 'Иное' }]);
  });
});
