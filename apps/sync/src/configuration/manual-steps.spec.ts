import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { someConfiguration } from '../../test/arbitrary.js';
import { ModelAccount } from '../../test/model-account.js';
import { newAccountState } from '../../test/model-state.js';
import type { ConfigObject } from './configuration.js';
import { textOf } from './json.js';
import { withManualSteps } from './manual-steps.js';
import { normaliseSnapshot, toConfiguration } from './normalise-snapshot.js';
import { readBlueprint } from './read-blueprint.js';
import { writeBlueprint } from './write-blueprint.js';

const origin = { accountId: 'reference' };
const raw = new ModelAccount(newAccountState()).snapshot();

describe('withManualSteps', () => {
  it('asks for the automations of every pipeline, and changes nothing else', () => {
    fc.assert(
      fc.property(someConfiguration, (given) => {
        const configuration = { objects: given.objects.filter(({ kind }) => kind !== 'manual') };
        const { objects } = withManualSteps(configuration, raw, origin);
        expect(objects.filter(({ kind }) => kind !== 'manual')).toEqual(configuration.objects);
        const pipelines = objects.filter(({ kind }) => kind === 'pipeline');
        const steps = objects
          .filter(({ kind }) => kind === 'manual')
          .map(({ attributes }) => attributes.name);
        expect(steps).toHaveLength(pipelines.length + 3);
        for (const { attributes } of pipelines)
          expect(steps).toContain(`Автоматизация воронки «${textOf(attributes.name)}»`);
      }),
    );
  });

  it('asks to compare what the account did not give, and keeps saying that it did not', () => {
    const made = withManualSteps({ objects: [], unread: ['loss-reason'] }, raw, origin);
    expect(made.unread).toEqual(['loss-reason']);
    expect(made.objects.map(({ attributes }) => attributes.name)).toContain('Причины отказа');
  });

  it('writes steps that a blueprint can carry', () => {
    const text = writeBlueprint(withManualSteps({ objects: [] }, raw, origin), 'Проба');
    const read = readBlueprint(text, 'x.yaml');
    const words = (objects: readonly ConfigObject[]) =>
      objects.map(({ key, attributes }) => [key, attributes]);
    const { objects } = withManualSteps({ objects: [] }, raw, origin);
    expect(read.ok && words(read.configuration.objects)).toEqual(words(objects));
  });

  it('asks to hide fields of contacts and companies where the reference hides them', () => {
    const account = new ModelAccount(newAccountState());
    const statuses = [{ name: 'Новая', sort: 10, color: '#fffeb2' }];
    const line = { name: 'Продажи', sort: 10, is_main: true, is_unsorted_on: true, _embedded: { statuses } };
    account.call('POST', '/api/v4/leads/pipelines', [line]);
    for (const [entity, name] of [
      ['leads', 'Сумма'],
      ['contacts', 'Паспорт'],
      ['companies', 'Реквизиты'],
      ['companies', 'Почта'],
    ] as const)
      account.call('POST', `/api/v4/${entity}/custom_fields`, [{ name, type: 'text' }]);
    const read = account.snapshot();
    const [pipeline] = read.pipelines;
    const own = pipeline!._embedded.statuses.find(({ name }) => name === 'Новая')!;
    const links = [own.id, 142].map((id) => ({ pipeline_id: pipeline!.id, status_id: id }));
    const hide = (fields: typeof read.fields.contacts) =>
      fields.map((field) => (field.name === 'Почта' ? field : { ...field, hidden_statuses: links }));
    const { leads, contacts, companies } = read.fields;
    const hidden = { leads: hide(leads), contacts: hide(contacts), companies: hide(companies) };
    const stepsOf = (snapshot: typeof read, keep: (object: ConfigObject) => boolean = () => true) => {
      const { objects } = toConfiguration(normaliseSnapshot(snapshot));
      return withManualSteps({ objects: objects.filter(keep) }, snapshot, origin).objects.flatMap((object) =>
        textOf(object.attributes.name).startsWith('Скрыть поле') ? [object] : [],
      );
    };
    const steps = stepsOf({ ...read, fields: hidden });
    const named = (of: typeof steps) => of.map(({ attributes }) => attributes.name);
    expect(named(steps)).toEqual([
      'Скрыть поле «phone» (контакты) на этапах',
      'Скрыть поле «Паспорт» (контакты) на этапах',
      'Скрыть поле «web» (компании) на этапах',
      'Скрыть поле «Реквизиты» (компании) на этапах',
    ]);
    expect(steps[0]?.attributes.text).toContain('«Продажи / Новая», «Продажи / Успешно реализовано»');
    expect(steps[1]?.ref).toBe(`~field contacts/${contacts.find(({ name }) => name === 'Паспорт')!.id}`);
    expect(stepsOf(read)).toEqual([]);
    // What amoCRM brings is no object of a release.
    const isManaged = ({ kind, within }: ConfigObject) => kind !== 'field' || within !== 'contacts';
    expect(named(stepsOf({ ...read, fields: hidden }, isManaged))).toEqual(
      named(steps).filter((name) => !textOf(name).includes('Паспорт')),
    );
    expect(stepsOf({ ...read, fields: hidden }, ({ kind }) => kind === 'field')).toEqual([]);
  });
});
