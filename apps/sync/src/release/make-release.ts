import { randomUUID } from 'node:crypto';
import { AmoClients } from '@hub/amocrm';
import type { MakeReleaseBy } from '@hub/contracts';
import { AccountRepository } from '@hub/accounts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { configurationChecksum, type Configuration } from '../configuration/configuration.js';
import { sameJson, type Json } from '../configuration/json.js';
import { kindWords } from '../kind/kind-words.js';
import { normaliseSnapshot, toConfiguration } from '../configuration/normalise-snapshot.js';
import { everything } from '../snapshot/lists.js';
import { readSnapshot } from '../snapshot/read-snapshot.js';
import { refuseUnreadable } from '../snapshot/unreadable.js';
import { completed, leavingOut } from './ask-left-out.js';
import { stepsListed } from '../checklist/read-listed.js';
import type { ReleaseEntity } from './release.entity.js';
import { lossSince } from './release-loss.js';
import { ReleaseRepository } from './release.repository.js';

/** Makes a release of a reference account as it is now. */
@Injectable()
export class ReleaseMaker {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(AmoClients) private readonly clients: AmoClients,
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
  ) {}

  /**
   * Throws a `Problem`: 404 for an unknown account, 422 for one that is not a reference and for what cannot be left
   * out, 502 for an answer that cannot be true, 409 for a large loss that was not confirmed. Throws the client's
   * errors.
   */
  async make({ accountId, note, confirm, leaveOut, by }: MakeReleaseBy): Promise<MadeRelease> {
    const account = await this.accounts.find(accountId);
    if (!account) throw new Problem(404, message('problems.no-such-account'));
    if (!account.roles.includes('reference')) {
      throw new Problem(422, message('problems.not-a-reference', { subdomain: account.subdomain }));
    }
    const amo = this.clients.forAccount(accountId, 'bulk');
    const snapshot = await readSnapshot(amo, everything).catch(refuseUnreadable);
    const origin = { accountId, groupId: account.groupId };
    const before = await this.releases.findNewest(origin);
    const leaving = leavingOut(
      leaveOut,
      before ?? (await this.releases.findNewestOf(account.groupId)),
      accountId,
    );
    const read = toConfiguration(normaliseSnapshot(snapshot));
    const existing = await stepsListed(amo);
    const configuration = completed(read, { raw: snapshot, existing, accountId }, leaving);
    return this.keep({ ...origin, note: note ?? null, madeBy: by ?? null, configuration }, confirm ?? null);
  }

  /**
   * Keeps a configuration as a release, unless the newest one of that origin is the same to the last ref. Throws a 409
   * `Problem` when it lacks a large part of what that one has and `confirm` does not name exactly this loss.
   */
  async keep(
    {
      note,
      madeBy,
      configuration,
      ...origin
    }: Pick<ReleaseEntity, 'accountId' | 'groupId' | 'note' | 'madeBy' | 'configuration'>,
    confirm: string | null,
  ): Promise<MadeRelease> {
    const checksum = configurationChecksum(configuration);
    const newest = await this.releases.findNewest(origin);
    if (newest && sameConfiguration(newest.configuration, configuration))
      return { release: newest, sameAs: newest.number };
    if (newest) refuseLoss(newest, configuration, confirm);
    const alike = await this.releases.findNewestLike(origin, checksum);
    const release = await inTransaction(this.source, (tx) =>
      this.releases.add(tx, {
        id: randomUUID(),
        ...origin,
        note,
        madeBy,
        checksum,
        configuration,
        madeAt: new Date(),
      }),
    );
    return { release, sameAs: alike?.number ?? null };
  }
}

/** A release, and the number of the one that had the same content before; its own number when none had to be made. */
export interface MadeRelease {
  release: ReleaseEntity;
  sameAs: number | null;
}

/** Refs count here: the ledgers of the branches know objects by them. */
function sameConfiguration(a: Configuration, b: Configuration): boolean {
  return sameJson(a as unknown as Json, b as unknown as Json);
}

/** As many names of lost objects of one kind are said, the others counted. */
const maxNames = 50;

/**
 * Throws a 409 `Problem` that names what vanished, unless it is little or `confirm` names exactly this loss. The loss
 * is in the account that was read, or in the text of a blueprint.
 */
function refuseLoss(before: ReleaseEntity, now: Configuration, confirm: string | null): void {
  const loss = lossSince({ id: before.id, ...before.configuration }, now);
  if (!loss.isLarge || confirm === loss.confirm) return;
  const { gone, of } = loss;
  throw new Problem(409, message('sync.release-lost', { gone, of, number: before.number }), [
    ...loss.objects.map(({ kind, entity, names }) => {
      const more = Math.max(0, names.length - maxNames);
      const what = kindWords(kind, 'list', entity);
      const facts = { what, names: names.slice(0, maxNames), more };
      return { path: before.accountId === null ? 'text' : 'accountId', detail: message('sync.lost', facts) };
    }),
    { path: 'confirm', detail: message('sync.confirm-loss', { confirm: loss.confirm }) },
  ]);
}
