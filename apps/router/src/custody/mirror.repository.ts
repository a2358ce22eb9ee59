import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Mirror, type MirrorRow } from './mirror.entity.js';

/** Questions about mirrors. Writes take the caller's transaction. */
@Injectable()
export class MirrorRepository {
  constructor(private readonly source: DataSource) {}

  /** The mirror of a leg, or one that has shown nothing yet. */
  async read(legId: string): Promise<MirrorRow> {
    return (
      (await this.source.manager.findOneBy(Mirror, { legId })) ?? {
        ...{ legId, seenVersion: 0, written: null, leftOut: [], isTaken: false },
        ...{ stepStartedAt: null, stepWrittenAt: null, mirroredAt: null },
      }
    );
  }

  /** Records the whole mirror. */
  async put(tx: EntityManager, mirror: MirrorRow): Promise<void> {
    await tx.upsert(Mirror, mirror, ['legId']);
  }
}
