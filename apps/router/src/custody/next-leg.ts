import { Injectable } from '@nestjs/common';
import { BeginLeg } from './begin-leg.js';
import { ChooseBranch } from './choose-branch.js';

/** What comes after a leg that is left. */
@Injectable()
export class NextLeg {
  constructor(
    readonly choose: ChooseBranch,
    readonly begin: BeginLeg,
  ) {}
}
