import type {
  RolloutAccountState,
  RolloutAccountView,
  RolloutProgress,
  RolloutState,
  RolloutView,
} from '@hub/contracts';
import { eventually } from '@hub/testing';
import type { Branch, SyncFixture } from './sync-fixture.js';

/** Rollouts of a sync fixture, as a person at HQ handles them. */
export class Rollouts {
  constructor(
    private readonly sync: SyncFixture,
    private readonly deadlineMs = 180_000,
  ) {}

  make(releaseId: string, branches: readonly Branch[], more: object = {}): Promise<RolloutView> {
    const accountIds = branches.map(({ accountId }) => accountId);
    const quick = { gateMinutes: 0, waveSizes: [10] };
    return this.sync.hub.ask('sync.rollouts.make', { releaseId, accountIds, ...quick, by: 'Анна', ...more });
  }

  show({ rolloutId }: { rolloutId: string }): Promise<RolloutView> {
    return this.sync.hub.ask('sync.rollouts.show', { rolloutId });
  }

  /** Waits until the rollout stands in one of these states. */
  in(rollout: { rolloutId: string }, ...states: RolloutState[]): Promise<RolloutView> {
    return eventually(async () => {
      const now = await this.show(rollout);
      if (!states.includes(now.state)) throw new Error(`${now.state} ${JSON.stringify(now.accounts)}`);
      return now;
    }, this.deadlineMs);
  }

  approve({ rolloutId, checksum }: RolloutView, more: object = {}): Promise<RolloutProgress> {
    return this.sync.hub.ask('sync.rollouts.approve', { rolloutId, checksum, by: 'Борис', ...more });
  }

  /** Makes a rollout, waits for its plans and approves them, whatever the safety check says. */
  async begin(releaseId: string, branches: readonly Branch[], more: object = {}): Promise<RolloutView> {
    const made = await this.in(await this.make(releaseId, branches, more), 'approval');
    await this.approve(made, { forcedBy: 'Тест' });
    return made;
  }

  act(what: 'pause' | 'resume' | 'retry' | 'stop', { rolloutId }: RolloutView): Promise<RolloutProgress> {
    return this.sync.hub.ask(`sync.rollouts.${what}`, { rolloutId, by: 'Анна' });
  }

  async accounts({ rolloutId }: { rolloutId: string }, more: object = {}): Promise<RolloutAccountView[]> {
    return (await this.sync.hub.ask('sync.rollouts.accounts', { rolloutId, limit: 100, ...more })).items;
  }

  /** States of these branches, in their order. */
  async states(
    rollout: RolloutView,
    branches: readonly Branch[],
  ): Promise<(RolloutAccountState | undefined)[]> {
    const accounts = await this.accounts(rollout);
    return branches.map((branch) => accounts.find((own) => own.accountId === branch.accountId)?.state);
  }

  /** Waits until these branches stand so. */
  untilAccounts(
    rollout: RolloutView,
    branches: readonly Branch[],
    ...wanted: RolloutAccountState[]
  ): Promise<void> {
    return eventually(async () => {
      const states = await this.states(rollout, branches);
      if (JSON.stringify(states) === JSON.stringify(wanted)) return;
      const reasons = (await this.accounts(rollout)).map(({ reason }) => reason);
      throw new Error(JSON.stringify([states, reasons]));
    }, this.deadlineMs);
  }
}
