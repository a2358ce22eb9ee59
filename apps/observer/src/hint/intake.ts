import { AccountRepository } from '@hub/accounts';
import { Bus } from '@hub/bus';
import { LOGGER, type Logger } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';

const freshForMs = 60_000;
const askForMs = 1_000;

interface Rules {
  hqAccountId: string | null;
  intakePipelineId: number | null;
  handedOverStatusId: number | null;
}

/** What of the rules is about an account. */
export interface IntakePlace {
  /** Whether the account is the head office. */
  isHq: boolean;
  /** The user as whom the hub writes there, where that is known. */
  hubUserId: number | null;
  /** The pipeline that routing follows there, and its stage for leads that were handed over. */
  intakePipelineId: number | null;
  handedOverStatusId: number | null;
}

const nowhere = { intakePipelineId: null, handedOverStatusId: null };

/**
 * Which pipeline routing follows, as the router says; cached for a minute, and longer while the router does not answer.
 */
@Injectable()
export class Intake {
  private known: Rules = { hqAccountId: null, ...nowhere };
  private freshUntil = 0;
  private asking: Promise<void> | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly accounts: AccountRepository,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Null for an account that is gone. */
  async of(accountId: string, correlationId: string): Promise<IntakePlace | null> {
    const account = await this.accounts.find(accountId);
    if (!account || account.state === 'removed') return null;
    const { hubUserId } = account;
    if (!account.roles.includes('hq')) return { isHq: false, hubUserId, ...nowhere };
    if (performance.now() > this.freshUntil)
      await (this.asking ??= this.ask(correlationId).finally(() => (this.asking = undefined)));
    const { hqAccountId, ...place } = this.known;
    return { isHq: true, hubUserId, ...(hqAccountId === accountId ? place : nowhere) };
  }

  private async ask(correlationId: string): Promise<void> {
    this.freshUntil = performance.now() + freshForMs;
    try {
      const about = { correlationId, deadlineMs: askForMs };
      const rules = await this.bus.request('router.rules.show', {}, about);
      const { hqAccountId, intakePipelineId, handedOverStatusId } = rules;
      this.known = { hqAccountId, intakePipelineId, handedOverStatusId };
    } catch (error) {
      this.log.debug({ error }, 'routing rules are not known, leads of the head office go first');
    }
  }
}
