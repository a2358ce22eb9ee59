/** Answers when the thing works and throws, with words for the operator, when it does not yet. */
export type Probe = () => Promise<void> | void;

/** What a process waits for before it takes work. Parts add their probe; `/health/ready` asks them all. */
export class Readiness {
  private readonly probes = new Map<string, Probe>();

  add(name: string, probe: Probe): void {
    this.probes.set(name, probe);
  }

  /** One line per part: `up`, or what it said. Never throws. */
  async check(): Promise<{ isReady: boolean; parts: Record<string, string> }> {
    const parts: Record<string, string> = {};
    let isReady = true;
    for (const [name, probe] of this.probes) {
      try {
        await probe();
        parts[name] = 'up';
      } catch (error) {
        isReady = false;
        parts[name] = error instanceof Error ? error.message : 'down';
      }
    }
    return { isReady, parts };
  }
}
