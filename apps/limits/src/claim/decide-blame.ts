/**
 * What amoCRM refused when it did not hand a lead over: this lead, its new owner, the stage it was to move to, or the hub in
 * the whole account.
 */
export type Blame = 'lead' | 'user' | 'stage' | 'account';

/** What a refusal says. */
interface Refusal {
  /** The fields that it names. */
  paths: readonly string[];
  /** Whether it is about the rights of the hub. */
  isForbidden: boolean;
}

/**
 * Another lead of the stock would meet the same refusal where it names the user or the stage of the settings, and probably
 * where the hub lacks rights.
 */
export function decideBlame({ paths, isForbidden }: Refusal): Blame {
  if (isForbidden) return 'account';
  const fields = paths.map((path) => path.split('.').at(-1));
  if (fields.includes('responsible_user_id')) return 'user';
  return fields.includes('status_id') || fields.includes('pipeline_id') ? 'stage' : 'lead';
}
