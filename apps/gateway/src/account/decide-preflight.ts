/** What was read from the account; `null` where it could not be read, with the reason beside it. */
export interface PreflightFacts {
  /** The hub's clock minus amoCRM's, in seconds. */
  skewSeconds: number | null;
  hooks: string;
  timeZone: string;
  account: {
    timeZone: string | null;
    isApiFilterEnabled: boolean | null;
    currentUserId: number | null;
  } | null;
  users: { id: number; isAdmin: boolean }[] | null;
  webhooks: { destination: string; isDisabled: boolean }[] | null;
  pipelines: { name: string; stages: number }[] | null;
  /** Custom fields of leads, contacts and companies. */
  fields: { entity: string; name: string; code: string | null }[] | null;
  refusal: 'unpaid' | 'blocked' | 'unreachable' | null;
}

export type Verdict = 'ok' | 'warning' | 'failure' | 'unknown';

/** One check, in the key of the message catalogue and its values. */
export interface Check {
  check: string;
  verdict: Verdict;
  text: string;
  values: Record<string, string | number>;
}

/** Most pipelines and webhooks of an account. Sheet: configuration 1.5. */
const pipelineRoom = 50;
const webhookRoom = 100;
/** System stages included. Sheet: configuration 1.5. */
const stageRoom = 100;
/** Beyond this, daily limits and consent links are judged by a wrong clock. */
const mostSkewSeconds = 30;

/** Judges an account before it is worked with. Each check stands alone; nothing is guessed where nothing was read. */
export function decidePreflight(facts: PreflightFacts): Check[] {
  return [
    reachable(facts),
    admin(facts),
    users(facts),
    filter(facts),
    webhooks(facts),
    pipelines(facts),
    stages(facts),
    names(facts),
    fields(facts),
    clock(facts),
    timeZone(facts),
  ];
}

/** The worst of all; `unknown` counts less than a warning. */
export function worstVerdict(checks: readonly Check[]): Verdict {
  const order: Verdict[] = ['failure', 'warning', 'unknown', 'ok'];
  return order.find((verdict) => checks.some((one) => one.verdict === verdict)) ?? 'ok';
}

function said(check: string, verdict: Verdict, text: string, values: Check['values'] = {}): Check {
  return { check, verdict, text: `${check}.${text}`, values };
}

function reachable({ account, refusal }: PreflightFacts): Check {
  if (refusal) return said('reachable', 'failure', refusal);
  return account ? said('reachable', 'ok', 'ok') : said('reachable', 'unknown', 'unknown');
}

function admin({ account, users: all }: PreflightFacts): Check {
  const me = all?.find(({ id }) => id === account?.currentUserId);
  if (!all || !me) return said('admin', 'unknown', 'unknown');
  return me.isAdmin ? said('admin', 'ok', 'ok') : said('admin', 'failure', 'missing');
}

function users({ users: all }: PreflightFacts): Check {
  return all ? said('users', 'ok', 'ok', { count: all.length }) : said('users', 'warning', 'unreadable');
}

function filter({ account }: PreflightFacts): Check {
  if (account?.isApiFilterEnabled == null) return said('filter', 'unknown', 'unknown');
  return account.isApiFilterEnabled ? said('filter', 'ok', 'ok') : said('filter', 'warning', 'off');
}

function webhooks({ webhooks: all, hooks }: PreflightFacts): Check {
  if (!all) return said('webhooks', 'warning', 'unreadable');
  const own = all.find(({ destination }) => destination.startsWith(hooks));
  if (own?.isDisabled) return said('webhooks', 'failure', 'disabled');
  if (own) return said('webhooks', 'ok', 'ok');
  const free = webhookRoom - all.length;
  return free > 0
    ? said('webhooks', 'warning', 'missing', { free })
    : said('webhooks', 'failure', 'full', { count: all.length });
}

function pipelines({ pipelines: all }: PreflightFacts): Check {
  if (!all) return said('pipelines', 'unknown', 'unknown');
  const free = pipelineRoom - all.length;
  return free > 0 ? said('pipelines', 'ok', 'ok', { free }) : said('pipelines', 'failure', 'full');
}

function stages({ pipelines: all }: PreflightFacts): Check {
  if (!all) return said('stages', 'unknown', 'unknown');
  const full = all.find((one) => one.stages >= stageRoom);
  return full ? said('stages', 'warning', 'full', { name: full.name }) : said('stages', 'ok', 'ok');
}

function names({ pipelines: all }: PreflightFacts): Check {
  if (!all) return said('names', 'unknown', 'unknown');
  const name = firstTwice(all.map((one) => one.name.trim().toLowerCase()));
  return name === undefined ? said('names', 'ok', 'ok') : said('names', 'warning', 'twice', { name });
}

/** Fields are matched by code, else by exact name, within one kind of card. */
function fields({ fields: all }: PreflightFacts): Check {
  if (!all) return said('fields', 'unknown', 'unknown');
  const code = firstTwice(all.flatMap((one) => (one.code ? [`${one.entity}: ${one.code}`] : [])));
  if (code !== undefined) return said('fields', 'failure', 'codeTwice', { code });
  const name = firstTwice(all.map((one) => `${one.entity}: ${one.name.trim()}`));
  if (name !== undefined) return said('fields', 'warning', 'nameTwice', { name });
  return said('fields', 'ok', 'ok', { count: all.length });
}

function clock({ skewSeconds: skew }: PreflightFacts): Check {
  if (skew === null) return said('clock', 'unknown', 'unknown');
  const seconds = Math.abs(skew);
  return seconds > mostSkewSeconds
    ? said('clock', 'warning', 'skewed', { seconds })
    : said('clock', 'ok', 'ok');
}

function firstTwice(all: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return all.find((one) => seen.size === seen.add(one).size);
}

function timeZone({ account, timeZone: ours }: PreflightFacts): Check {
  if (!account?.timeZone) return said('timeZone', 'unknown', 'unknown');
  const values = { theirs: account.timeZone, ours };
  return account.timeZone === ours
    ? said('timeZone', 'ok', 'ok', values)
    : said('timeZone', 'warning', 'differs', values);
}
