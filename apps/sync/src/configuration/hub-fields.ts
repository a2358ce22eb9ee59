import { kinds, levelOf } from '../kind/kinds.js';
import { buildConfiguration } from './build-configuration.js';
import type { ConfigObject, Configuration } from './configuration.js';
import { draftKey, type Draft } from './draft.js';
import { entityTypes } from './raw-snapshot.js';

/** The configuration with the hub's own objects, which every release must carry. One that has them is not changed. */
export function withHubFields(configuration: Configuration): Configuration {
  return hubsOwn().reduce(withOwn, configuration);
}

/** Objects in the place of one of the hub's own that are another thing: what the hub writes there would be lost. */
export function unlikeHubs({ objects }: Configuration): readonly { object: ConfigObject; own: Draft }[] {
  return hubsOwn().flatMap((own) =>
    objects
      .filter(({ kind, key }) => kind === own.kind && key.toUpperCase() === draftKey(own).toUpperCase())
      .filter(({ attributes }) => ['type', 'code'].some((name) => attributes[name] !== own.attributes[name]))
      .map((object) => ({ object, own })),
  );
}

const hubsOwn = (): readonly Draft[] => kinds.flatMap(({ own = [] }) => own);

function withOwn(configuration: Configuration, draft: Draft): Configuration {
  const { objects } = configuration;
  const key = draftKey(draft);
  if (objects.some((object) => object.kind === draft.kind && object.key === key)) return configuration;
  const at = objects.findLastIndex((object) => precedes(object, draft));
  return {
    ...configuration,
    objects: [...objects.slice(0, at + 1), ...buildConfiguration([draft]).objects, ...objects.slice(at + 1)],
  };
}

const placeOf = (within: string): number => entityTypes.findIndex((entity) => entity === within);

/** Whether an object comes before a new last one of its kind and entity type. */
function precedes({ kind, within }: Pick<ConfigObject, 'kind' | 'within'>, draft: Draft): boolean {
  if (kind !== draft.kind) return levelOf(kind) < levelOf(draft.kind);
  return placeOf(within) <= placeOf(draft.within);
}
