import { switchOf, type Account } from '../state/account.js';
import { AnswerInstead, ApiProblem } from './problem.js';
import { html } from './answer.js';

const windowMs = 1000;
const violationWindowMs = 60_000;
const blockPage =
  '<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n' +
  '<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n';
const tooManyPage = blockPage.replaceAll('403 Forbidden', '429 Too Many Requests');

/**
 * Counts accepted calls in the last rolling second, per integration (or IP) and per account (config 1.5). Works on real
 * time: moving the emulated clock frees nothing. Refused calls are not counted, but enough of them block the account.
 */
export class RateLimit {
  private readonly accepted = new Map<string, number[]>();
  private readonly violations = new Map<number, number[]>();
  private readonly blocked = new Set<number>();

  constructor(public enabled: boolean) {}

  /** Throws 429 above a limit, 403 while blocked. `caller` is the client id or the IP; null counts for the account only. */
  admit(account: Account, caller: string | null): void {
    if (this.blocked.has(account.id)) throw this.blockAnswer(account);
    if (!this.enabled || !account.features.rateLimit) return;
    const now = performance.now();
    const own = caller === null ? undefined : this.recent(`${account.id} ${caller}`, now);
    const all = this.recent(String(account.id), now);
    const { rateLimitPerIntegration, rateLimitPerAccount } = account.features;
    if ((own?.length ?? 0) >= rateLimitPerIntegration || all.length >= rateLimitPerAccount) {
      this.violate(account, now);
    }
    own?.push(now);
    all.push(now);
  }

  isBlocked(account: Account): boolean {
    return this.blocked.has(account.id);
  }

  block(account: Account): void {
    this.blocked.add(account.id);
  }

  unblock(account: Account): void {
    this.blocked.delete(account.id);
    this.violations.delete(account.id);
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

  private violate(account: Account, now: number): never {
    const times = (this.violations.get(account.id) ?? []).filter((time) => time > now - violationWindowMs);
    times.push(now);
    this.violations.set(account.id, times);
    if (times.length >= account.features.rateLimitBlockAfter) this.blocked.add(account.id);
    if (switchOf(account, 'rate_limit_body') === 'html') throw new AnswerInstead(html(tooManyPage, 429));
    throw new ApiProblem(429, 'Too Many Requests', { retry_after: 300 });
  }

  private blockAnswer(account: Account): Error {
    if (switchOf(account, 'block_body') === 'problem') return new ApiProblem(403, 'Forbidden');
    return new AnswerInstead(html(blockPage, 403));
  }
}
