import { IdField, TextField } from './fields.js';
import { LeadPath } from './router.js';

/** The branch that an operator gives a lead to. */
export class AssignBody {
  @IdField({ description: 'The branch that gets the lead' })
  branchId: string;
}

/** Gives a lead that waits to a branch. */
export class AssignLead extends LeadPath {
  @IdField({ description: 'The branch that gets the lead' })
  branchId: string;

  @TextField({ description: 'Who says so', max: 200 })
  by: string;
}

/** Why a lead is not to be handed over. */
export class IgnoreBody {
  @TextField({ description: 'Why, in the words of whoever decides', max: 500, example: 'Спам' })
  reason: string;
}

/** Leaves a lead that waits alone. */
export class IgnoreLead extends LeadPath {
  @TextField({ description: 'Why, in the words of whoever decides', max: 500 })
  reason: string;

  @TextField({ description: 'Who says so', max: 200 })
  by: string;
}
