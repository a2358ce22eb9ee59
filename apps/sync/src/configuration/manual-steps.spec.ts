import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { someConfiguration } from '../../test/arbitrary.js';
import { textOf } from './json.js';
import { withManualSteps } from './manual-steps.js';
import { readBlueprint } from './read-blueprint.js';
import { writeBlueprint } from './write-blueprint.js';

describe('withManualSteps', () => {
  it('asks for the automations of every pipeline, and changes nothing else', () => {
    fc.assert(
      fc.property(someConfiguration, (given) => {
        const configuration = { objects: given.objects.filter(({ kind }) => kind !== 'manual') };
        const { objects } = withManualSteps(configuration);
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
    const made = withManualSteps({ objects: [], unread: ['loss-reason'] });
    expect(made.unread).toEqual(['loss-reason']);
    expect(made.objects.map(({ attributes }) => attributes.name)).toContain('Причины отказа');
  });

  it('writes steps that a blueprint can carry', () => {
    const text = writeBlueprint(withManualSteps({ objects: [] }), 'Проба');
    const read = readBlueprint(text, 'x.yaml');
    expect(read.ok && read.configuration.objects).toEqual(withManualSteps({ objects: [] }).objects);
  });
});
