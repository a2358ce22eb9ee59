import { BranchRepository } from '@hub/accounts';
import { Bus } from '@hub/bus';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';

const askForMs = 5_000;

/** Says whose contacts are read: those of accounts in which a branch has its leads, where routing asks for known clients. */
@Injectable()
export class AreContactsWanted {
  constructor(
    private readonly bus: Bus,
    private readonly branches: BranchRepository,
  ) {}

  /** Null while the router does not answer. Without rules nobody routes. */
  async run(accountId: string, correlationId: string): Promise<boolean | null> {
    const branches = await this.branches.listByAccount(accountId);
    if (branches.every(({ state }) => state === 'closed')) return false;
    try {
      const about = { correlationId, deadlineMs: askForMs };
      const { repeatClientFirst } = await this.bus.request('router.rules.show', {}, about);
      return repeatClientFirst !== false;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return error.body.status === 404 ? false : null;
    }
  }
}
