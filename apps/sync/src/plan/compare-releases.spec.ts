import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { someConfiguration } from '../../test/arbitrary.js';
import { buildConfiguration } from '../configuration/build-configuration.js';
import { compareReleases } from './compare-releases.js';

describe('compareReleases', () => {
  it('finds nothing between a release and itself', () => {
    fc.assert(
      fc.property(someConfiguration, (release) =>
        expect(compareReleases(release, release).changes).toEqual([]),
      ),
    );
  });

  it('finds nothing in a step that stays, and the step in other words', () => {
    const step = (text: string) =>
      buildConfiguration([{ kind: 'manual', within: '', attributes: { name: 'Боты', text } }]);
    expect(compareReleases(step('Включите.'), step('Включите.')).changes).toEqual([]);
    expect(compareReleases(step('Включите.'), step('Выключите.')).changes).toMatchObject([
      { action: 'manual', after: { text: 'Выключите.' } },
    ]);
  });

  it('finds exactly the object that was taken out', () => {
    fc.assert(
      fc.property(someConfiguration, fc.nat(), (release, at) => {
        const loose = release.objects.filter(
          ({ kind }) => kind === 'loss-reason' || kind === 'tag' || kind === 'enum',
        );
        const gone = loose[at % Math.max(1, loose.length)];
        if (!gone) return;
        const without = { objects: release.objects.filter((object) => object !== gone) };
        expect(compareReleases(release, without).changes).toMatchObject([
          { kind: gone.kind, key: gone.key, after: null },
        ]);
        expect(compareReleases(without, release).changes).toMatchObject([
          { kind: gone.kind, key: gone.key, action: 'create' },
        ]);
      }),
    );
  });
});
