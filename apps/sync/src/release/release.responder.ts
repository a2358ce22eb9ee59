import { Reply } from '@hub/bus';
import {
  CompareReleases,
  decodeCursor,
  MakeReleaseBy,
  ListReleases,
  pageOf,
  ReleasePath,
  type CursorShape,
  type NewReleaseView,
  type ReleaseDifference,
  type ReleasePage,
  type ReleaseView,
} from '@hub/contracts';
import { Controller, Inject } from '@nestjs/common';
import { ReleaseMaker } from './make-release.js';
import { ReleaseRepository } from './release.repository.js';
import { differenceView, newReleaseView, releaseView } from './release-view.js';

const cursors: CursorShape = { list: 'releases', parts: ['number'] };

@Controller()
export class ReleaseResponder {
  constructor(
    @Inject(ReleaseMaker) private readonly maker: ReleaseMaker,
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
  ) {}

  @Reply('sync.releases.make')
  async make(request: MakeReleaseBy): Promise<NewReleaseView> {
    const made = await this.maker.make(request);
    return newReleaseView(made, await this.releases.listNewestOf([made.release.groupId]));
  }

  @Reply('sync.releases.list')
  async list({ cursor, limit, groupId }: ListReleases): Promise<ReleasePage> {
    const size = limit ?? 50;
    const beforeNumber = cursor ? Number(decodeCursor(cursors, cursor)[0]) : null;
    const rows = await this.releases.listPage(size + 1, { beforeNumber, groupId: groupId ?? null });
    const { items, nextCursor } = pageOf(rows, size, cursors, ({ number }) => [String(number)]);
    const latest = await this.releases.listNewestOf(items.map((release) => release.groupId));
    return { items: items.map((release) => releaseView(release, latest)), nextCursor };
  }

  @Reply('sync.releases.show')
  async show({ releaseId }: ReleasePath): Promise<ReleaseView> {
    const release = await this.releases.get(releaseId);
    return releaseView(release, await this.releases.listNewestOf([release.groupId]));
  }

  @Reply('sync.releases.compare')
  async compare({ releaseId, to }: CompareReleases): Promise<ReleaseDifference> {
    return differenceView(await this.releases.get(releaseId), await this.releases.get(to));
  }
}
