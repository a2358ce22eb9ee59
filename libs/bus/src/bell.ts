import { setTimeout as rest } from 'node:timers/promises';

/** Wakes one sleeping loop. Rung while nobody sleeps, it makes the next sleep end at once. */
export class Bell {
  private isRung = false;
  private wake: (() => void) | undefined;
  private wokenAt = 0;

  /** Sleeps end at least `spacingMs` apart, so that under load each round of the loop finds more to do. */
  constructor(private readonly spacingMs = 0) {}

  ring(): void {
    this.isRung = true;
    this.wake?.();
  }

  /** Sleeps until rung, at most `ms`. */
  async wait(ms: number): Promise<void> {
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
    const early = this.spacingMs - (performance.now() - this.wokenAt);
    if (early > 0) await rest(early);
    this.wokenAt = performance.now();
    this.isRung = false;
  }
}
