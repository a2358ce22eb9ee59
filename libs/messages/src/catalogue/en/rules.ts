/** English texts about routing rules; the keys are those of the Russian file. */
export const rules = {
  'unknown-region':
    'The hub does not know “{region}”: it is no region, no city and no zone among the regions of branches. Correct the name or add such a zone to a branch.',
  'no-branches': 'The territory “{region}” has no branch. Add one or remove the territory.',
  'not-exclusive':
    'The territory “{region}” is exclusive and has several branches. Keep one, or make it shared and give weights.',
  'unknown-branch': 'The branch {branchId} does not exist or is closed. List: GET /api/v1/branches.',
  'branch-twice': 'This branch stands twice in the territory “{region}”. Keep one line.',
  'no-weight':
    'Several branches share the territory “{region}”, and a weight is missing. Give a weight, make the territory exclusive, or choose the strategy round-robin or least-open.',
  'territory-twice': '“{region}” is the same place as “{other}”. Make one territory of them.',
  'in-exclusive': '“{region}” lies in the exclusive territory “{other}”. Remove one of them.',
  'others-inside':
    'The territory “{region}” is exclusive, and a region of the branch “{branch}” lies in it. Remove that region from the branch, or make the territory shared.',
  'field-twice':
    'The field {id} is named for the region or the city already. Name another field, or leave this one out.',
  'reject-own-tag':
    'The hub itself puts the tag “{tag}” on each lead it hands over: branches would reject all of them. Name another tag.',
  'reject-first-stage':
    'The branch “{branch}” gets its leads in the stage “{stage}”: it would reject all of them. Name another stage.',
  'reject-closing':
    'The stage “{stage}” closes a lead, which is not read as a rejection. Name an open stage into which branches move the leads that they reject.',
  'reject-nowhere':
    'No branch has a stage “{stage}”: nobody can reject a lead with it. Check the name, or add the stage to the reference.',
  'no-fallback':
    'Leads of closed branches are to go to another branch, and there is no fallback. Give fallbackBranchId, or choose outsideHours anyway or wait-for-opening.',
  'fallback-paused': 'The fallback branch “{branch}” is paused: as long as it is, it gets nothing.',
  'branch-nowhere':
    'The branch “{branch}” of the territory “{region}” has no target: as long as it has none, it gets nothing. Give it an account, a pipeline and a stage.',
  'fallback-nowhere':
    'The fallback branch “{branch}” has no target: an operator has to decide about its leads. Give it an account, a pipeline and a stage.',
  'nobody-open':
    'At times no branch is open for {hours, plural, one {# hour} other {# hours}} in a row: leads that come then wait.',
  uncovered:
    '{count, plural, one {No branch covers # region} other {No branch covers # regions}}, an operator decides about their leads: {regions}. Add the regions to branches or give fallbackBranchId.',
  'escalation-no-hours':
    'There are no working hours, so that the time to accept never begins. Name hours, or leave out calendar (then the office always works) or acceptWithinMinutes.',
  'branch-intake':
    'The leads of the branch “{branch}” come into this pipeline: they would be routed again. Name another intake pipeline, or give the branch one of its own.',
  'branch-escalation':
    'The branch “{branch}” works in this pipeline: its leads would count as given to head office. Name another pipeline, or give the branch one of its own.',
  'escalation-intake':
    'This is the intake pipeline: leads of branches would go to branches again from it. Name a pipeline of its own.',
};
