import { setTimeout as rest } from 'node:timers/promises';

const longestRestMs = 10;

/**
 * The pause in ms after a round that moved this many items. A single item is hardly delayed; under load each round gets
 * a larger batch, which costs the database less than many small rounds.
 */
export function restAfter(moved: number): number {
  return Math.min(moved, longestRestMs);
}

/** Wakes one sleeping loop. Rung while the loop is awake, it ends the next sleep at once. */
export class Bell {
  private isRung = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.isRung = true;
    this.wake?.();
  }

  /** Pauses for `restMs` even when rung, then sleeps until rung, at most `ms`. */
  async wait(ms: number, restMs = 0): Promise<void> {
    if (restMs > 0) await rest(restMs);
    if (!this.isRung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wake = undefined;
    }
    this.isRung = false;
  }
}
