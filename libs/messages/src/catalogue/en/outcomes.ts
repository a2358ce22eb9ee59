/** Why a plan stands where it does, and why it goes no further. */
export const outcomes = {
  'newer-plan': 'a newer plan was made',
  'another-approved': 'another plan of the account was approved',
  counting:
    'The cards that the plan would touch are being counted. When that is done, the plan can be approved.',
  stopped: 'stopped by a person',
  'pause-requested': 'pause requested',
  'cancel-requested': 'cancel requested',
  waiting: 'waits for the next attempt: {failure}',
  'refused-for-now': 'amoCRM refuses, the hub tries again for about half an hour: {failure}',
  moved: 'the account is no longer as planned: {why}. Plan anew',
  applied:
    'applied and read back{but, select, none {} other {, but the account does not let the hub read back: {but}}}{more, plural, =0 {} one {. # change that was blocked is possible now, plan again} other {. # changes that were blocked are possible now, plan again}}',
  'applied-in-part':
    'applied in part and read back{but, select, none {} other {, but the account does not let the hub read back: {but}}}. A person has to decide on: {missing}{more, plural, =0 {} one {. # change that was blocked is possible now, plan again} other {. # changes that were blocked are possible now, plan again}}',
  refused: 'applied and read back but for what amoCRM refused: {names}. Do it by hand',
  'refused-at':
    'amoCRM refused: {names}{more, plural, =0 {} one { and # more object} other { and # more objects}}. {failure}',
  differs: 'reading back found a difference: {change}. Plan anew',
  'answer-unclear': 'the answer of {path} does not name what was made: {object}. Plan anew',
  'id-unknown': 'no id is known of {object}. Plan anew',
  'another-plan': 'it gives another plan than the approved one',
  'other-group':
    'the account is in another group now, and release {number} is not for it: nothing more was written. Plan for a release of its group',
  'touches-more': '{change} would touch {count} where {shown} were shown ({what})',
  'maybe-made':
    '{change} was sent and not answered, and {names} came since. The new plan asks whether that is the one',
  'not-writable-now': '{change} can no longer be written',
  'made-and-gone': '{object} was made and is gone',
  forgotten: '{object} was to be deleted, and is an own object of the account now',
  'named-now': '{object} was to be deleted, and the hub needs it now: {who}',
  'requests-arrived':
    '{count, plural, one {# request waits} other {# requests wait}} among the incoming leads of "{name}", which were to be closed',
  'deals-arrived':
    '{count, plural, one {# deal stands} other {# deals stand}} in "{name}", which was to be deleted',
  'changed-now': 'people changed its {attribute} since: {object}',
  'gone-now': '{object} was to be changed and is gone',
  'made-now': '{object} was to be made, and people have made it already',
  'not-given-now': 'the account no longer lets the hub read: {list}',
  'children-arrived': '"{child}" was made in "{name}", which was to be deleted',
  change:
    '{action, select, create {create} update {change} delete {delete} adopt {take over} manual {do by hand} other {decide on}} {kind} "{key}"',
  object: '{kind} "{key}"',
};
