import {
  IntField,
  MomentField,
  ReadRegion,
  RegionNames,
  RegionReading,
  RegionWordsBody,
  RegionWordsView,
} from '@hub/contracts';
import { Body, Headers, Query } from '@nestjs/common';
import { Asked, type Call } from '../route/call.js';
import { versionToReplace } from '../route/if-match.js';
import { ownFields } from '../route/own-fields.js';
import { Area, Replace, Show } from '../route/route.js';

/** Words as they came from GET. */
class ReplaceRegionWordsBody extends RegionWordsBody {
  @IntField({ description: 'As it was read', optional: true })
  version?: number | null;

  @MomentField({ description: 'As it was read', optional: true })
  savedAt?: string | null;
}

@Area('regions')
export class RegionsController {
  @Show('', { answers: RegionNames, who: 'hq-read', says: 'Lists the regions that texts are read as.' })
  list(@Asked() call: Call): Promise<RegionNames> {
    return call.ask('router.regions.list', {});
  }

  @Show('reading', {
    answers: RegionReading,
    who: 'hq-read',
    says: 'Says which region a text means, as routing reads it.',
  })
  read(@Asked() call: Call, @Query() query: ReadRegion): Promise<RegionReading> {
    return call.ask('router.regions.read', query);
  }

  @Show('words', {
    answers: RegionWordsView,
    who: 'hq-read',
    isVersioned: true,
    says: 'Shows the words of your own for regions.',
  })
  words(@Asked() call: Call): Promise<RegionWordsView> {
    return call.ask('router.regions.words', {});
  }

  @Replace('words', {
    answers: RegionWordsView,
    who: 'hq',
    isVersioned: true,
    says: 'Saves the next version of your own words; one that means another region already is refused.',
  })
  async saveWords(
    @Asked() call: Call,
    @Body() body: ReplaceRegionWordsBody,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<RegionWordsView> {
    const before = await call.readOwn('router.regions.words', {});
    const ifVersion = versionToReplace(ifMatch, before.version);
    const own = ownFields(body, before, { fixed: ['version', 'savedAt'] });
    return call.ask('router.regions.save-words', { ...own, ifVersion });
  }
}
