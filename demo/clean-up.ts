import { constants } from 'node:os';

/** Undoes what a run has made, the newest first, once, also when a signal ends it half-way. */
export class CleanUp {
  hasBegun = false;
  private readonly steps: (() => Promise<void> | void)[] = [];
  private running: Promise<void> | undefined;

  add(step: () => Promise<void> | void): void {
    this.steps.push(step);
  }

  /** Starts something whose end is known from now on, also half-way. Throws once the clean-up has begun. */
  async keep<T>(start: () => Promise<T>, end: (made: T) => Promise<void>): Promise<T> {
    if (this.hasBegun) throw new Error('The run was interrupted');
    const starting = start();
    this.add(async () => {
      const made = await starting.catch(() => undefined);
      if (made !== undefined) await end(made);
    });
    return starting;
  }

  /** Runs every step, whatever the others did. Never throws. */
  run(): Promise<void> {
    this.hasBegun = true;
    return (this.running ??= this.undo());
  }

  /** Ends the process on SIGINT and SIGTERM, with the status a shell expects. */
  onSignals(): void {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        void this.run().then(() => process.exit(128 + constants.signals[signal]));
      });
    }
  }

  private async undo(): Promise<void> {
    for (let step = this.steps.pop(); step !== undefined; step = this.steps.pop()) {
      try {
        await step();
      } catch (error) {
        console.error('Cleaning up:', error);
      }
    }
  }
}
