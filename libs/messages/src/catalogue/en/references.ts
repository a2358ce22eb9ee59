/** English texts about wrong ids in settings; the keys are those of the Russian file. */
export const references = {
  of: 'branch “{owner}”: {detail}',
  'no-pipeline': 'The account has no pipeline {id}. Name one from the account’s list of pipelines.',
  archived: 'Pipeline “{name}” is archived. Bring it back in amoCRM or name another one.',
  'no-stage': 'Pipeline “{pipeline}” has no stage {id}. Name one of its stages.',
  unsorted: '“{name}” is the stage of incoming leads, which the API cannot write to. Name another stage.',
  closing: 'Stage “{name}” closes the lead. Name an open stage.',
  'no-user': 'The account has no user {id}. Name one from the account’s list of users.',
  'inactive-user': 'User “{name}” is switched off. Switch the user on in amoCRM or name another one.',
  'no-field': 'The account has no lead field {id}. Name one from the account’s list of fields.',
  'stage-alone': 'Name the pipeline of the stage.',
  'account-missing': 'Name the account that pipeline and users belong to.',
  'no-account': 'The hub has no such account. Name one from the list of accounts.',
  'own-pipeline': 'A branch inside head office needs a pipeline of its own. Name it.',
  hours: 'Closing must be later than opening. Write a night as two spans.',
  'not-hq': 'An account with the role hq is needed. Name the account of head office.',
  unanswered:
    'Account {host} does not answer, so the settings could not be checked and are not saved. Try later.',
  'region-taken': 'Region “{region}” belongs to branch “{branch}” already. Take it away here or there.',
};
