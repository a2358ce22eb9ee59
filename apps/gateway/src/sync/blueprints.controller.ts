import { Body, Query } from '@nestjs/common';
import {
  BlueprintBody,
  BlueprintCheck,
  BlueprintText,
  ExportBlueprint,
  ImportBlueprint,
  NewReleaseView,
} from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { Act, Area, Create, Show } from '../route/route.js';

/** Exporting an account reads its whole configuration. */
const readDeadlineMs = 60_000;

@Area('blueprints')
export class BlueprintsController {
  @Act('validate', {
    answers: BlueprintCheck,
    who: 'hq-read',
    says: 'Checks a blueprint and names every problem by line. Nothing is kept.',
  })
  validate(@Asked() call: Call, @Body() body: BlueprintBody): Promise<BlueprintCheck> {
    return call.ask('sync.blueprints.validate', body);
  }

  @Create('import', {
    answers: NewReleaseView,
    who: 'hq',
    says: 'Makes a release of a blueprint. A large loss against the group’s blueprint before it is 409 until confirmed.',
  })
  import(@Asked() call: Call, @Body() body: ImportBlueprint): Promise<NewReleaseView> {
    return call.ask('sync.blueprints.import', { ...body, by: call.by });
  }

  @Show('export', {
    answers: BlueprintText,
    who: 'hq-read',
    says: 'Gives a release, or an account as it is now, as a blueprint that can be imported again.',
  })
  export(@Asked() call: Call, @Query() query: ExportBlueprint): Promise<BlueprintText> {
    return call.ask('sync.blueprints.export', query, readDeadlineMs);
  }
}
