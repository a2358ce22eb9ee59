import { Injectable } from '@nestjs/common';
import { AskReRoute } from './ask-re-route.js';
import { GoOn } from './go-on.js';
import { ReadTrail } from './read-trail.js';
import { ReRouteRepository } from './re-route.repository.js';

/** What a person's choice can lead to, and the trail that shows it. */
@Injectable()
export class ReRouteActs {
  constructor(
    readonly ask: AskReRoute,
    readonly next: GoOn,
    readonly reRoutes: ReRouteRepository,
    readonly trail: ReadTrail,
  ) {}
}
