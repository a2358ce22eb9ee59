import { Reply } from '@hub/bus';
import {
  decodeCursor,
  MakeRelease,
  PageRequest,
  pageOf,
  ReleasePath,
  type ReleasePage,
  type ReleaseView,
} from '@hub/contracts';
import { Controller, Inject } from '@nestjs/common';
import { ReleaseMaker } from './make-release.js';
import type { ReleaseEntity } from './release.entity.js';
import { ReleaseRepository } from './release.repository.js';

@Controller()
export class ReleaseResponder {
  constructor(
    @Inject(ReleaseMaker) private readonly maker: ReleaseMaker,
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
  ) {}

  @Reply('sync.releases.make')
  async make(request: MakeRelease): Promise<ReleaseView> {
    return viewOf(await this.maker.make(request));
  }

  @Reply('sync.releases.list')
  async list({ cursor, limit }: PageRequest): Promise<ReleasePage> {
    const size = limit ?? 50;
    const before = cursor ? Number(decodeCursor(cursor, 1)[0]) : null;
    const rows = await this.releases.listPage(size + 1, before);
    const { items, nextCursor } = pageOf(rows, size, ({ number }) => [String(number)]);
    return { items: items.map(viewOf), nextCursor };
  }

  @Reply('sync.releases.show')
  async show({ releaseId }: ReleasePath): Promise<ReleaseView> {
    return viewOf(await this.releases.get(releaseId));
  }
}

function viewOf({ configuration, madeAt, ...facts }: ReleaseEntity): ReleaseView {
  return { ...facts, objects: configuration.objects.length, madeAt: madeAt.toISOString() };
}
