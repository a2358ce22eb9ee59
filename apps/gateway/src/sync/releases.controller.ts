import { Body, Param, Query } from '@nestjs/common';
import {
  CompareTo,
  MakeRelease,
  NewReleaseView,
  ListReleases,
  ReleaseDifference,
  ReleasePath,
  ReleaseView,
  type ReleasePage,
} from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { Area, Create, List, Show } from '../route/route.js';

/** A release is read from amoCRM: a dozen calls with the lowest priority. */
const readDeadlineMs = 60_000;

@Area('releases')
export class ReleasesController {
  @Create('', {
    answers: NewReleaseView,
    who: 'hq',
    says: 'Makes a release of a reference account as it is now. A large loss against the one before is 409 until confirmed.',
  })
  make(@Asked() call: Call, @Body() body: MakeRelease): Promise<NewReleaseView> {
    return call.ask('sync.releases.make', { ...body, by: call.by }, readDeadlineMs);
  }

  @List('', { answers: ReleaseView, who: 'hq-read', says: 'Lists releases, newest first.' })
  list(@Asked() call: Call, @Query() page: ListReleases): Promise<ReleasePage> {
    return call.ask('sync.releases.list', page);
  }

  @Show(':releaseId', { answers: ReleaseView, who: 'hq-read', says: 'Shows a release.' })
  show(@Asked() call: Call, @Param() path: ReleasePath): Promise<ReleaseView> {
    return call.ask('sync.releases.show', path);
  }

  @Show(':releaseId/difference', {
    answers: ReleaseDifference,
    who: 'hq-read',
    says: 'Shows what another release changes against this one.',
  })
  difference(
    @Asked() call: Call,
    @Param() path: ReleasePath,
    @Query() query: CompareTo,
  ): Promise<ReleaseDifference> {
    return call.ask('sync.releases.compare', { ...path, ...query });
  }
}
