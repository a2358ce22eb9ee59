import type { Configuration, ConfigObject } from '../configuration/configuration.js';
import type { AccountException } from './account-exception.entity.js';

type Named = Pick<AccountException, 'kind' | 'key' | 'ref'>;

/**
 * The object of a release that an exception is about: by its identity, else by its key, because releases of another
 * origin know it under another identity. Undefined when the release does not have it.
 */
export function objectOf(
  { kind, key, ref }: Named,
  { objects }: Pick<Configuration, 'objects'>,
): ConfigObject | undefined {
  const own = objects.filter((object) => object.kind === kind);
  return own.find((object) => object.ref === ref) ?? own.find((object) => object.key === key);
}

/** The exception about an object of a release among those of its account; undefined when there is none. */
export function exceptionAbout<E extends Named>(
  object: Pick<ConfigObject, 'kind' | 'ref'>,
  exceptions: readonly E[],
  release: Pick<Configuration, 'objects'>,
): E | undefined {
  const isMeant = (exception: E) => {
    const found = objectOf(exception, release);
    return found?.kind === object.kind && found.ref === object.ref;
  };
  const about = exceptions.filter(isMeant);
  return about.find(({ ref }) => ref === object.ref) ?? about[0];
}
