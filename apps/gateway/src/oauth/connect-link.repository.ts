import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, MoreThan, Not, type EntityManager } from 'typeorm';
import { ConnectLinkEntity } from './connect-link.entity.js';

/** Connect links, each good for one connection. */
@Injectable()
export class ConnectLinkRepository {
  constructor(private readonly source: DataSource) {}

  async add(link: Pick<ConnectLinkEntity, 'nonce' | 'accountId' | 'expiresAt'>): Promise<void> {
    await this.rows().insert({ ...link, spentAt: null });
  }

  /** Takes the link for one consent. False when it is spent, another consent has it, or its time is over. */
  async spend(nonce: string, now: Date): Promise<boolean> {
    const open = { nonce, spentAt: IsNull(), expiresAt: MoreThan(now) };
    const { affected } = await this.rows().update(open, { spentAt: now });
    return affected === 1;
  }

  /** Whether a consent has the link. */
  async isSpent(nonce: string): Promise<boolean> {
    return this.rows().existsBy({ nonce, spentAt: Not(IsNull()) });
  }

  /** The consent that took the link connected nothing: another one may. */
  async release(nonce: string): Promise<void> {
    await this.rows().update({ nonce }, { spentAt: null });
  }

  /** Forgets every link of an account: off-boarding. */
  async erase(tx: EntityManager, accountId: string): Promise<void> {
    await tx.delete(ConnectLinkEntity, { accountId });
  }

  private rows() {
    return this.source.getRepository(ConnectLinkEntity);
  }
}
