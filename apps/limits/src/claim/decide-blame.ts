/** What amoCRM refused when it did not hand a lead over: this lead, its new owner, or the stage it was to move to. */
export type Blame = 'lead' | 'user' | 'stage';

/**
 * By the fields that a refusal names. Another lead of the stock would meet the same refusal where it is about the user or the
 * stage of the settings.
 */
export function decideBlame(paths: readonly string[]): Blame {
  const fields = paths.map((path) => path.split('.').at(-1));
  if (fields.includes('responsible_user_id')) return 'user';
  return fields.includes('status_id') || fields.includes('pipeline_id') ? 'stage' : 'lead';
}
