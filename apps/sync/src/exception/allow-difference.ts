import { randomUUID } from 'node:crypto';
import { AccountRepository } from '@hub/accounts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { KindName } from '../kind/kind-name.js';
import { ReleaseRepository } from '../release/release.repository.js';
import { BroughtRepository } from '../drift/brought.repository.js';
import type { AccountException } from './account-exception.entity.js';
import { checkException } from './check-exception.js';
import { ExceptionRepository } from './exception.repository.js';
import { exceptionAbout } from './object-of.js';

/** A difference that somebody allows an account. */
export interface Allowance {
  accountId: string;
  kind: KindName;
  key: string;
  attributes: readonly string[];
  reason: string;
  endsAt: Date;
  by: string;
}

/** Makes exceptions: checks them against a release and stores them. */
@Injectable()
export class AllowDifference {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
    @Inject(BroughtRepository) private readonly plans: BroughtRepository,
    @Inject(ExceptionRepository) private readonly exceptions: ExceptionRepository,
  ) {}

  /**
   * Stores an exception, or renews the ended one about the same object. It counts while the account is in the group of the
   * release. Throws a `Problem`: 404 for an unknown account or release, 409 while one about the object is in force, 422 for a
   * release of another group than the account's, and by field for what the release does not have.
   */
  async make(
    tx: EntityManager,
    allowance: Allowance,
    releaseId: string | null,
    now: Date,
  ): Promise<AccountException> {
    const { checked, known } = await this.find(tx, allowance, releaseId, now);
    if (known && known.endsAt > now) throw new Problem(409, message('exceptions.in-force', { id: known.id }));
    return this.exceptions.save(tx, { ...checked, id: known?.id ?? randomUUID() });
  }

  /** As `make`, and widens the exception in force about the same object: its reason and end become these. */
  async widen(
    tx: EntityManager,
    allowance: Allowance,
    releaseId: string,
    now: Date,
  ): Promise<AccountException> {
    const { checked, known } = await this.find(tx, allowance, releaseId, now);
    const allowed = known && known.endsAt > now ? known.attributes : [];
    const isWhole = checked.attributes.length === 0 || (known && known.endsAt > now && allowed.length === 0);
    const attributes = isWhole ? [] : [...new Set([...allowed, ...checked.attributes])];
    return this.exceptions.save(tx, { ...checked, attributes, id: known?.id ?? randomUUID() });
  }

  /** What the exception will say, and the one there is about the same object, under whatever name it was made. */
  private async find(
    tx: EntityManager,
    { by, ...allowance }: Allowance,
    releaseId: string | null,
    now: Date,
  ): Promise<{ checked: Omit<AccountException, 'id' | 'expiredAt'>; known: AccountException | undefined }> {
    const { accountId } = allowance;
    const account = await this.accounts.find(accountId, tx);
    if (!account) throw new Problem(404, message('problems.no-such-account'));
    const brought = releaseId ?? (await this.plans.findBrought(accountId, tx))?.releaseId;
    if (brought === undefined) throw new Problem(422, message('exceptions.no-release'));
    const { configuration, groupId, number } = await this.releases.recall(brought, tx);
    if (groupId !== account.groupId)
      throw new Problem(422, message('problems.release-of-other-group', { number }));
    const checked = checkException(allowance, configuration, now);
    if (checked.verdict === 'wrong') throw new Problem(422, message('problems.wrong-fields'), checked.errors);
    const { ref, attributes } = checked.object;
    const name = typeof attributes.name === 'string' ? attributes.name : allowance.key;
    const others = await this.exceptions.lock(tx, { accountId, groupId, kind: allowance.kind });
    return {
      known: exceptionAbout(checked.object, others, configuration),
      checked: {
        ...allowance,
        attributes: [...new Set(allowance.attributes)],
        ...{ groupId, ref, name, madeBy: by, madeAt: now },
      },
    };
  }
}
