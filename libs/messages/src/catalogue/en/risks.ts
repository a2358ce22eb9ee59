/** What a change of a plan touches beside the configuration. */
export const risks = {
  'deals-in-stage': 'deals in the stage: {count}',
  'deals-in-pipeline': 'deals in the pipeline: {count}',
  'cards-with-value': 'cards with a value: {count}',
  'main-moves': 'becomes the main one: new deals go here by default',
  'unsorted-off':
    'new requests no longer wait among incoming leads, they become deals at once; waiting now: {count}',
  'named-by': 'named by {who}',
  'takes-along': 'with what is inside: {count}',
  'all-of-kind': 'nothing managed of this kind is left here',
  'all-vanished':
    'the hub made it before and the account has nothing of this kind: deleted, or the list was not read',
  'main-goes': 'is the main pipeline: new deals go to another one by default',
  'starts-robots': 'moving the deals starts the automations of their new stage',
};
