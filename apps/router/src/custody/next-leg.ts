import { Injectable } from '@nestjs/common';
import { EndOwnerTask } from '../transfer/end-owner-task.js';
import { BeginLeg } from './begin-leg.js';
import { ChooseBranch } from './choose-branch.js';
import { FreePlace } from './free-place.js';
import { LeavingPlaces } from './leaving-place.js';

/** What comes after a leg that is left, and what ends with it. */
@Injectable()
export class NextLeg {
  constructor(
    readonly choose: ChooseBranch,
    readonly begin: BeginLeg,
    readonly endTask: EndOwnerTask,
    readonly place: FreePlace,
    readonly places: LeavingPlaces,
  ) {}
}
