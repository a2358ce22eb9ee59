import { message } from '@hub/messages';
import { Problem } from '@hub/platform/pure';

/** `"3"`, `W/"3"` as some proxies make it, or the bare number. */
const tag = /^(?:W\/)?"?(\d{1,15})"?$/;

/**
 * The version that a write takes the place of, from its `If-Match`. `current` is what is stored now, 0 when nothing was
 * saved yet: then the header may be left out. Throws 428 without the header, 400 when it is no version, 412 when the
 * resource was changed since the writer read it.
 */
export function versionToReplace(ifMatch: string | undefined, current: number): number {
  if (ifMatch === undefined) {
    if (current === 0) return 0;
    throw new Problem(428, message('edge.if-match-missing', { version: current }));
  }
  const wanted = ifMatch.split(',').map((part) => part.trim());
  if (wanted.includes('*') && current > 0) return current;
  const versions = wanted.map((part) => (part === '*' ? -1 : Number(tag.exec(part)?.[1] ?? NaN)));
  if (versions.some(Number.isNaN)) {
    const detail = message('edge.if-match-form', { version: current });
    throw new Problem(400, message('problems.wrong-fields'), [{ path: 'If-Match', detail }]);
  }
  if (versions.includes(current)) return current;
  throw stale(current);
}

/** The header that answers carry, and writers give back. */
export function entityTag(version: number): string {
  return `"${version}"`;
}

/** Somebody was faster. */
export function stale(current: number): Problem {
  return new Problem(412, message('edge.stale', { version: current }));
}
