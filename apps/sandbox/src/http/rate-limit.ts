import { switchOf, type Account } from '../state/account.js';
import { AnswerInstead, ApiProblem, tooManyRequests } from './problem.js';
import { html } from './answer.js';

const windowMs = 1000;
const violationWindowMs = 60_000;
const blockPage =
  '<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n' +
  '<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n';
const tooManyPage = blockPage.replaceAll('403 Forbidden', '429 Too Many Requests');

/**
 * Counts accepted calls in the last rolling second, per integration and per account, or per IP alone (config 1.5, entities
 * 0.5). Works on real time: moving the emulated clock frees nothing. Refused calls are not counted, but enough of them block
 * the account.
 */
export class RateLimit {
  private readonly accepted = new Map<string, number[]>();
  private readonly violations = new Map<string, number[]>();
  /** Accounts, and addresses of callers. */
  private readonly blocked = new Set<string>();

  /** `enabled`: whether accounts begin with the feature `rateLimit`; afterwards the feature alone decides. */
  constructor(readonly enabled: boolean) {}

  /**
   * Throws 429 above a limit, 403 while blocked. By the switch `rate_limit_key` the caller is its integration, whose calls to
   * this account count (null: for the account only), or its address, whose calls to all such accounts count together.
   */
  admit(account: Account, { clientId, address }: { clientId: string | null; address: string }): void {
    const byAddress = switchOf(account, 'rate_limit_key') === 'ip';
    const punished = byAddress ? `ip ${address}` : String(account.id);
    if (this.isBlocked(account) || this.blocked.has(punished)) throw this.blockAnswer(account);
    if (!account.features.rateLimit) return;
    const now = performance.now();
    const caller = byAddress ? punished : clientId === null ? null : `${account.id} ${clientId}`;
    const own = caller === null ? undefined : this.recent(caller, now);
    const all = this.recent(String(account.id), now);
    const { rateLimitPerIntegration, rateLimitPerAccount } = account.features;
    const tooManyOfAll = !byAddress && all.length >= rateLimitPerAccount;
    if ((own?.length ?? 0) >= rateLimitPerIntegration || tooManyOfAll) this.violate(account, punished, now);
    own?.push(now);
    all.push(now);
  }

  isBlocked(account: Account): boolean {
    return this.blocked.has(String(account.id));
  }

  block(account: Account): void {
    this.blocked.add(String(account.id));
  }

  /** Frees the addresses too where the account counts by address. */
  unblock(account: Account): void {
    const byAddress = switchOf(account, 'rate_limit_key') === 'ip';
    for (const kept of [this.blocked, this.violations])
      for (const key of kept.keys())
        if (key === String(account.id) || (byAddress && key.startsWith('ip '))) kept.delete(key);
  }

  reset(): void {
    this.accepted.clear();
    this.violations.clear();
    this.blocked.clear();
  }

  private recent(key: string, now: number): number[] {
    let times = this.accepted.get(key);
    if (!times) this.accepted.set(key, (times = []));
    while (times.length > 0 && (times[0] ?? now) <= now - windowMs) times.shift();
    return times;
  }

  private violate(account: Account, punished: string, now: number): never {
    const times = (this.violations.get(punished) ?? []).filter((time) => time > now - violationWindowMs);
    times.push(now);
    this.violations.set(punished, times);
    if (times.length >= account.features.rateLimitBlockAfter) this.blocked.add(punished);
    if (switchOf(account, 'rate_limit_body') === 'html') throw new AnswerInstead(html(tooManyPage, 429));
    throw tooManyRequests();
  }

  private blockAnswer(account: Account): Error {
    if (switchOf(account, 'block_body') === 'problem') return new ApiProblem(403, 'Forbidden');
    return new AnswerInstead(html(blockPage, 403));
  }
}
