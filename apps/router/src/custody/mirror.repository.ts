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

  /** Records amoCRM's second in which the hub has moved the HQ lead of a leg beside the mirror, which has not closed it from then on. */
  async noteMove(tx: EntityManager, legId: string, movedAt: number): Promise<void> {
    const nothing = { values: {}, closedAs: null, movedAt, tried: null };
    await tx.query(
      `INSERT INTO router.mirror (leg_id, seen_version, written, left_out) VALUES ($1, 0, $2, '[]')
       ON CONFLICT (leg_id) DO UPDATE
         SET written = coalesce(nullif(mirror.written, 'null'), $2) || jsonb_build_object('movedAt', $3::bigint, 'closedAs', NULL, 'tried', NULL)`,
      [legId, JSON.stringify(nothing), movedAt],
    );
  }
}
