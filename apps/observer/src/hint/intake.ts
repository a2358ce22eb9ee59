import { AccountRepository } from '@hub/accounts';
import { Bus } from '@hub/bus';
import { LOGGER, type Logger } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';

const freshForMs = 60_000;
const askForMs = 1_000;

interface Rules {
  hqAccountId: string | null;
  intakePipelineId: number | null;
}

/** Which pipeline routing follows, as the router says; remembered for a minute, and beyond while the router is away. */
@Injectable()
export class Intake {
  private known: Rules = { hqAccountId: null, intakePipelineId: null };
  private freshUntil = 0;
  private asking: Promise<void> | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly accounts: AccountRepository,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Whether the account is the head office, and the intake pipeline there; null for an account that is gone. */
  async of(
    accountId: string,
    correlationId: string,
  ): Promise<{ isHq: boolean; intakePipelineId: number | null } | null> {
    const account = await this.accounts.find(accountId);
    if (!account || account.state === 'removed') return null;
    if (!account.roles.includes('hq')) return { isHq: false, intakePipelineId: null };
    if (performance.now() > this.freshUntil)
      await (this.asking ??= this.ask(correlationId).finally(() => (this.asking = undefined)));
    const { hqAccountId, intakePipelineId } = this.known;
    return { isHq: true, intakePipelineId: hqAccountId === accountId ? intakePipelineId : null };
  }

  private async ask(correlationId: string): Promise<void> {
    this.freshUntil = performance.now() + freshForMs;
    try {
      const about = { correlationId, deadlineMs: askForMs };
      const { hqAccountId, intakePipelineId } = await this.bus.request('router.rules.show', {}, about);
      this.known = { hqAccountId, intakePipelineId };
    } catch (error) {
      this.log.debug({ error }, 'routing rules are not known, leads of the head office go first');
    }
  }
}
