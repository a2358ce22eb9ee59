import type { SavedPauses } from './delivery.js';

const minuteMs = 60_000;

/** Whether an answer counts as delivered (config 7.3). 0 stands for no answer at all. */
export function isAccepted(status: number): boolean {
  return status >= 100 && status <= 299;
}

/**
 * Wait before the next try, after `attempts` tries of which the last was answered `status`; null: no further try.
 * Config 7.3: the second after 5 minutes, the third after 15, the fourth and fifth only for 499 and 5xx.
 */
export function retryDelayMs(attempts: number, status: number): number | null {
  if (isAccepted(status)) return null;
  const serverFault = status === 499 || (status >= 500 && status <= 599);
  switch (attempts) {
    case 1:
      return 5 * minuteMs;
    case 2:
      return 15 * minuteMs;
    case 3:
      return serverFault ? 15 * minuteMs : null;
    case 4:
      return serverFault ? 60 * minuteMs : null;
    default:
      return null;
  }
}

/**
 * Bad answers that still count, the newest included; more than 100 of them within the time, two hours, switch a hook
 * off.
 */
export function countFailures(
  failures: readonly number[],
  nowMs: number,
  windowMs = 120 * minuteMs,
): { failures: number[]; disable: boolean } {
  const recent = [...failures.filter((at) => at > nowMs - windowMs), nowMs];
  return { failures: recent, disable: recent.length > 100 };
}

/** The same for a digital pipeline hook: amoCRM sends it once, Kommo up to `tries` times within an hour (config 7.5). */
export function pipelineRetryDelayMs(attempts: number, tries: number): number | null {
  return attempts < tries ? 5 * 2 ** (attempts - 1) * minuteMs : null;
}

const pauseMs = 5 * minuteMs;

/**
 * Kommo's pause of the digital pipeline hooks of a destination (config 7.5): more than 100 bad answers within five minutes
 * stop them for the next five.
 */
export class PipelinePauses {
  private failures = new Map<string, number[]>();
  private ends = new Map<string, number>();

  fail(destination: string, nowMs: number): void {
    const { failures, disable } = countFailures(this.failures.get(destination) ?? [], nowMs, pauseMs);
    this.failures.set(destination, disable ? [] : failures);
    if (disable) this.ends.set(destination, nowMs + pauseMs);
  }

  /** What is left of the pause; 0: none. */
  leftMs(destination: string, nowMs: number): number {
    return Math.max(0, (this.ends.get(destination) ?? 0) - nowMs);
  }

  save(): SavedPauses {
    return { failures: this.failures, ends: this.ends };
  }

  restore({ failures, ends }: SavedPauses): void {
    this.failures = new Map(failures);
    this.ends = new Map(ends);
  }

  reset(): void {
    this.failures.clear();
    this.ends.clear();
  }
}
