import { Injectable } from '@nestjs/common';
import { AskReRoute } from './ask-re-route.js';
import { BeginLeg } from './begin-leg.js';
import { ReRouteRepository } from './re-route.repository.js';

/** What a person's choice can lead to. */
@Injectable()
export class ReRouteActs {
  constructor(
    readonly ask: AskReRoute,
    readonly next: BeginLeg,
    readonly reRoutes: ReRouteRepository,
  ) {}
}
